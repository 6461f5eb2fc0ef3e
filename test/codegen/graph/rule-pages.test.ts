import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadModule } from '../../../src/cli/settings/load-module.js'
import { tenantrySettings } from '../../../src/cli/settings/tenantry-config.js'
import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import { classifyTables } from '../../../src/codegen/graph/classify-tables.js'
import { readSources } from '../read/read-sources.js'

const folder = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const pages = readdirSync(folder('docs/rules')).filter((name) => /^TEN(?:1[01]|2\d)\d\.md$/.test(name))

/** The code blocks of a page by the heading that they stand under. */
const examples = (page: string) =>
  [...page.matchAll(/^## (Bad|Good)\n\n```ts\n(.*?)```$/gms)].map(([, heading = '', code = '']) => ({
    heading,
    code,
  }))

/** The files of an example: `schema.ts`, unless `// file:` lines name others. */
const filesOf = (code: string): Readonly<Record<string, string>> => {
  const parts = code.split(/^\/\/ file: (\S+)\n/m)
  if (parts.length === 1) return { 'schema.ts': code }
  const files: Record<string, string> = {}
  for (let at = 1; at < parts.length; at += 2) files[parts[at] ?? ''] = parts[at + 1] ?? ''
  return files
}

/** The schema files: `schema.ts`, unless a command line in the first line of the example names others. */
const entriesOf = (code: string): readonly string[] => {
  const command = /^\/\/ \$ tenantry .*/.exec(code)?.[0] ?? ''
  const named = [...command.matchAll(/--schema (\S+)/g)].map(([, file = '']) => file)
  return named.length > 0 ? named : ['schema.ts']
}

/** The key `tables` of an example's configuration, as the commands load it. */
const tablesOf = async (config: string | undefined) => {
  if (config === undefined) return {}
  const root = await mkdtemp(join(tmpdir(), 'tenantry-page-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const path = join(root, 'tenantry.config.ts')
  await writeFile(path, config)
  return tenantrySettings(await loadModule(path), path).tables ?? {}
}

const findingsOf = async (code: string) => {
  const { 'tenantry.config.ts': config, ...sources } = filesOf(code)
  const { schema, findings } = await readSources(sources, { files: entriesOf(code) })
  const classified = classifyTables(schema, await tablesOf(config))
  return [...findings, ...classified.findings, ...buildGraph(classified.schema).findings].map(
    (finding) => finding.code,
  )
}

describe.each(pages)('%s', (name) => {
  const page = readFileSync(`${folder('docs/rules')}/${name}`, 'utf8')
  const code = name.replace('.md', '')
  const [bad, good, ...rest] = examples(page)

  test('says what, why and what to do, with one bad and one good example', () => {
    expect(page).toMatch(
      new RegExp(
        `^# ${code}: .+\n\n\\*\\*What\\.\\*\\* .+\n\n\\*\\*Why\\.\\*\\* .+\n\n\\*\\*Fix\\.\\*\\* .+\n`,
      ),
    )
    expect([bad?.heading, good?.heading, rest.length]).toEqual(['Bad', 'Good', 0])
  })

  test('the bad example has exactly this finding', async () => {
    expect(await findingsOf(bad?.code ?? '')).toEqual([code])
  })

  test('the good example has none', async () => {
    expect(await findingsOf(good?.code ?? '')).toEqual([])
  })
})

test('every code that reading and the graph can give has its page, and no page is left over', () => {
  const sources = [
    'src/codegen/read/reading-findings.ts',
    'src/codegen/read/values/value.ts',
    'src/codegen/graph/graph-findings.ts',
  ]
  const codes = sources.flatMap((path) => readFileSync(folder(path), 'utf8').match(/'TEN\d+'/g) ?? [])
  const given = [...new Set(codes)].map((code) => `${code.replaceAll("'", '')}.md`)
  expect(given.sort()).toEqual([...pages].sort())
})
