import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { graphPage } from '../../../../src/codegen/emit/html/graph-page.js'
import { pageScript } from '../../../../src/codegen/emit/html/page-script.js'
import { pageStyle } from '../../../../src/codegen/emit/html/page-style.js'
import { buildGraph } from '../../../../src/codegen/graph/build-graph.js'
import type { Finding } from '../../../../src/model/finding.js'
import { column, direct, key, ownColumns, root, schemaOf, table } from '../../small-schema.js'
import { oddGraph } from './odd-graph.js'

const reading: Finding = {
  code: 'TEN103',
  severity: 'warning',
  object: 'schema.ts',
  message: 'the column odd is not read',
  why: 'nobody knows it',
  fix: 'write it down',
  where: { file: 'schema.ts', line: 3 },
}
const graph = oddGraph()
const findings = [reading, ...graph.findings]

let page: string
beforeAll(async () => {
  page = await graphPage(graph, findings)
})

/** The markup between two texts. */
const between = (start: string, end: string) => {
  const from = page.indexOf(start)
  expect(from).toBeGreaterThan(-1)
  return page.slice(from, page.indexOf(end, from))
}
const details = (name: string) => between(`<h2>${name}</h2>`, '</article>')
const part = (title: string) => between(`<summary><h2>${title} `, '</details>\n')

describe('the page of a graph', () => {
  it('draws each table with its kind, and holds its details', () => {
    for (const { table, ownership } of graph.tables) {
      expect(page).toContain(`aria-label="${table.name}, ${ownership.kind}, `)
      const text = details(table.name)
      expect(text).toContain(`${table.place.file}:${table.place.line}`)
      for (const { name, type } of table.columns) {
        expect(text).toContain(`<td>${name}</td><td class="type">${type}</td><td class="rest">not null</td>`)
      }
    }
  })

  it('draws each key as a line, in red where it could cross tenants', () => {
    const lines = [...page.matchAll(/<g class="key (\w+)" data-key="k\d+"[^>]*><title>(.+?\S) → /g)]
    const drawn = Object.fromEntries(lines.map(([, style, name]) => [name, style]))
    const declared = graph.tables.flatMap(({ table }) =>
      table.foreignKeys
        .filter(({ references }) => references.table !== 'elsewhere')
        .map(
          ({ columns }) => `${table.name}.${columns.length === 1 ? columns[0] : `(${columns.join(', ')})`}`,
        ),
    )
    expect(Object.keys(drawn).sort()).toEqual(declared.sort())
    expect(drawn).toMatchObject({
      'tasks.project_id': 'added',
      'tasks.contact_id': 'checked',
      'notes.task_id': 'ownership',
      'memberships.tenant_id': 'tenant',
      'projects.(tenant_id, lead_id)': 'held',
      'tasks.author_id': 'plain',
    })
  })

  it('says of a key that could cross what gen does about it', () => {
    expect(details('tasks')).toContain(
      'gen adds tasks_project_id_tenant_fk (tenant_id, project_id) → (tenant_id, id).',
    )
    expect(details('tasks')).toContain('a policy that gen writes checks each new value')
    expect(part('Could cross tenants')).toContain('tasks.project_id → projects.id')
    expect(part('Could cross tenants')).not.toContain('notes.task_id')
  })

  it('draws the key from a tenant column to the tenant that gen adds', () => {
    expect(page).toMatch(/<g class="key rooted" data-key="r\d+"[^>]*><title>tasks\.tenant_id → tenants\.id/)
    expect(page).not.toMatch(/<g class="key rooted"[^>]*><title>memberships\./)
  })

  it('names a key that leaves the schema in the details', () => {
    expect(details('strays')).toContain('id → public.elsewhere.id')
  })

  it('lists each finding, beside its table too, and marks the table', () => {
    for (const { message, why, fix } of findings) {
      const text = part('Findings')
      for (const said of [message, why, fix]) expect(text).toContain(said)
    }
    expect(findings.map(({ code }) => code)).toContain('TEN201')
    expect(details('strays')).toContain('public.strays has no owner')
    const about = new Set(findings.map(({ object }) => object).filter((object) => object !== 'schema.ts'))
    expect(page.match(/<g class="badge error"/g)).toHaveLength(about.size)
  })

  it('lists the erasure order, and what stays', () => {
    const steps = [...part('Erasure order').matchAll(/<li>(.+?)<\/li>/g)].map(([, step = '']) =>
      step
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/ +/g, ' ')
        .trim(),
    )
    expect(steps.indexOf('notes')).toBeLessThan(steps.indexOf('tasks'))
    expect(steps).toContain('projects tenants in one statement'.replace('projects', 'memberships projects'))
    expect(steps).toContain('receipts kept: ten years by law')
    expect(part('Erasure order')).toContain('1 unclassified table: not in this order.')
  })

  it('lists the views, and which of them read past row security', () => {
    const views = part('Views')
    expect(views).toMatch(/all_tasks<.*?<p class="warn">reads past row security/)
    expect(views).toMatch(/own_tasks<.*?<p class="">reads under the policies of whoever asks/)
    expect(views).toMatch(/totals<.*?<p class="warn">materialized/)
    expect(views).toMatch(/old_tasks<.*?<p class="warn">made elsewhere/)
  })

  it('is the same bytes each time', async () => {
    expect(await graphPage(oddGraph(), findings)).toBe(page)
  })

  it('refers to nothing outside itself', () => {
    expect(page).not.toMatch(/https?:|url\(|\bimport\b|@import|\bsrc=|<link|<iframe|fetch\(|XMLHttp/)
    expect([...page.matchAll(/href="([^"]*)"/g)].filter(([, href = '']) => !/^#(t\d+)?$/.test(href))).toEqual(
      [],
    )
  })

  it('lets no script run but its own, and nothing be fetched', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll('&#39;', "'")
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    expect(policy).toMatch(/^default-src 'none'; /)
    expect(policy).toContain(`script-src 'unsafe-inline' ${hash(pageScript)};`)
    expect(policy).toContain(`style-src 'unsafe-inline' ${hash(pageStyle)};`)
    expect(page).toContain(`<script>${pageScript}</script>`)
    expect(page).toContain(`<style>${pageStyle}</style>`)
    expect(page).not.toMatch(/ style=| on\w+=/)
  })
})

describe('a schema without marks', () => {
  const unmarked = buildGraph(
    schemaOf(
      { ...table('teams', root), mark: null },
      {
        ...table('people', root),
        mark: null,
        columns: [column('id'), column('team_id')],
        foreignKeys: [key('team_id', 'teams')],
      },
    ),
  )
  const infos = unmarked.findings.map((finding) => ({ ...finding, severity: 'info' as const }))

  it('is drawn without red, legend, erasure order, and without a mark on every table', async () => {
    const text = await graphPage(unmarked, infos)
    expect(text).toContain('<body class="unmarked">')
    expect(text).toMatch(/<g class="key plain"[^>]*><title>people\.team_id → teams\.id/)
    expect(text).toContain('No table is marked')
    expect(text).not.toMatch(/class="legend"|Erasure order|class="badge|class="key (added|checked)/)
  })
})

describe('names that are an attack', () => {
  const attack = `</title></script><script>alert(1)</script><img src=x onerror="alert(2)">'\`$&amp;]]>`
  const unseen = 'a\u2028b\u2029c\u202ed\u0000e\ud800'
  const hostile = buildGraph({
    ...schemaOf(
      table('tenants', root),
      table(attack, direct, {
        columns: ownColumns(column(attack, { type: attack }), column(unseen)),
        foreignKeys: [key(attack, attack), key(unseen, unseen)],
        indexes: [{ name: attack, columns: [attack], unique: false, partial: false }],
        uniques: [{ name: attack, columns: [attack] }],
        place: { file: attack, line: 1, column: 1 },
      }),
      table(unseen, { ...direct, onErase: { mode: 'retain', reason: attack } }, { columns: ownColumns() }),
    ),
    views: [
      {
        schema: attack,
        name: attack,
        materialized: false,
        securityInvoker: false,
        existing: false,
        place: { file: attack, line: 1, column: 1 },
      },
    ],
  })
  const told: Finding = {
    ...reading,
    object: attack,
    message: attack,
    why: attack,
    fix: attack,
    where: { file: attack, line: 1 },
  }

  it('stay text', async () => {
    const text = await graphPage(hostile, [told])
    expect(text.match(/<script/g)).toHaveLength(1)
    expect(text.match(/<\/script/g)).toHaveLength(1)
    expect(text.match(/<style/g)).toHaveLength(1)
    expect(text).not.toMatch(/<img|"alert\(2\)"/)
    expect(text).toContain('&lt;/title&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x')
    expect(text).toContain('onerror=&quot;alert(2)&quot;&gt;&#39;`$&amp;amp;]]&gt;')
  })

  it('hold no sign that cannot be seen', async () => {
    const text = await graphPage(hostile, [told])
    expect(text).not.toMatch(/[\u2028\u2029\u202e\0]/)
    expect(text).toContain('a\ufffdb\ufffdc\ufffdd\ufffde\ufffd')
    expect(Buffer.from(text).toString()).toBe(text)
  })
})

it('a schema without tables has a page too', async () => {
  expect(await graphPage(buildGraph(schemaOf()), [])).toContain('There is no table.')
})
