import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { graphTree } from '../../src/cli/print/graph-tree.js'
import { oddGraph } from '../codegen/emit/html/odd-graph.js'
import { schemaText, tinyProject } from './tiny-project.js'

const plain = `import { pgTable, uuid } from 'drizzle-orm/pg-core'
export const contacts = pgTable('contacts', { id: uuid('id').primaryKey() })
`

describe('tenantry graph', () => {
  it('works with --schema alone, without any configuration', async () => {
    const project = await tinyProject({ 'db/schema.ts': schemaText })
    const { code, stdout, stderr } = await project.run(['graph', '--json', '--schema', 'db/schema.ts'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const json = JSON.parse(stdout)
    expect(json).toMatchObject({ version: 1, findings: [] })
    expect(json.tables.map(({ name, file, line }: Record<string, unknown>) => [name, file, line])).toEqual([
      ['invoices', 'db/schema.ts', 5],
      ['tenants', 'db/schema.ts', 4],
    ])
    expect(json.tables[0]).toMatchObject({
      schema: 'public',
      ownership: { kind: 'direct', column: 'tenant_id' },
    })
  })

  it('takes several files, folders and globs, and a file whose name looks like a pattern', async () => {
    const project = await tinyProject({
      'a/one.ts': schemaText,
      'b/two.ts': plain,
      'c/deep/three.ts': plain.replaceAll('contacts', 'people'),
      'c/node_modules/x/four.ts': plain.replaceAll('contacts', 'strangers'),
      'd/[slug]/five.ts': plain.replaceAll('contacts', 'pages'),
      'd/[slug]/note.txt': '',
    })
    const schemas = ['a', 'b/two.ts', 'c/**/*.ts', 'd/[slug]/five.ts']
    const { stdout } = await project.run(['graph', '--json', '--schema', ...schemas])
    const names = JSON.parse(stdout).tables.map(({ name }: { name: string }) => name)
    expect(names).toEqual(['contacts', 'invoices', 'pages', 'people', 'tenants'])
  })

  it('shows an unmarked table as unclassified, and exits 1 with the finding', async () => {
    const project = await tinyProject({ 'schema.ts': schemaText, 'plain.ts': plain })
    const args = ['graph', '--schema', 'schema.ts', 'plain.ts']
    const json = await project.run([...args, '--json'])
    const { tables, findings } = JSON.parse(json.stdout)
    expect(json).toMatchObject({ code: 1, stderr: '' })
    expect(tables[0].ownership).toEqual({ kind: 'unclassified' })
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'TEN201',
        where: expect.objectContaining({ file: 'plain.ts', line: 2 }),
      }),
    ])

    const drawn = await project.run(args)
    expect(drawn.code).toBe(1)
    expect(drawn.stdout).toContain('tenants the tenants, by id\n└─ invoices  tenant_id\n')
    expect(drawn.stdout).toMatch(/^unclassified .*\n└─ contacts$/m)
    expect(drawn.stderr).toMatch(/^plain\.ts:2:\d+ error TEN201 /m)
  })

  it('draws a schema without a single mark without calling that an error', async () => {
    const project = await tinyProject({ 'plain.ts': plain })
    const { code, stdout } = await project.run(['graph', '--schema', 'plain.ts', '--json'])
    const { tables, findings } = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(tables[0].ownership).toEqual({ kind: 'unclassified' })
    expect(
      findings.map(({ code, severity }: { code: string; severity: string }) => [code, severity]),
    ).toEqual([['TEN201', 'info']])
  })
})

describe('the tree', () => {
  it('lists the views, and says beside each whether it reads past row security', () => {
    expect(
      graphTree(oddGraph(), createColors(false)).split('\nviews\n')[1],
    ).toBe(`├─ all_tasks  reads past row security, with its owner's rights
├─ old_tasks  made elsewhere: reads past row security unless it is security_invoker
├─ own_tasks  reads under the policies of whoever asks
└─ totals  materialized: its rows are past row security
`)
  })
})
