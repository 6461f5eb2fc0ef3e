import { expect, test } from 'vitest'
import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import { graphJson } from '../../../src/codegen/graph/graph-json.js'
import { readSources } from '../read/read-sources.js'

const sources = {
  'schema.ts': `import { sql } from 'drizzle-orm'
import { index, numeric, pgSchema, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { identityTable, sharedTable, tenantChild, tenantRoot, tenantTable } from 'tenantry'

export const tenants = tenantRoot('tenants', { id: uuid('id').primaryKey().defaultRandom(), slug: text('slug').notNull().unique() })
export const users = identityTable('users', { id: uuid('id').primaryKey() }, { members: () => members })
export const members = tenantTable('members', { userId: uuid('user_id').references(() => users.id) })
export const invoices = tenantTable(
  'invoices',
  { id: uuid('id').primaryKey(), total: numeric('total').notNull(), userId: uuid('user_id').references(() => users.id, { onDelete: 'set null' }) },
  (t) => [
    index().on(t.tenantId, sql\`abs(\${t.total})\`),
    uniqueIndex('one_idx').on(t.total).where(sql\`true\`),
    unique('two_key').on(t.tenantId, t.total),
  ],
)
export const lines = tenantChild('lines', { invoiceId: uuid('invoice_id').references(() => invoices.id) }, { through: 'invoiceId' })
export const books = tenantTable('books', { id: text('id') }, { shared: true })
export const plans = sharedTable('plans', { id: text(process.env.X) })
`,
}

test('the contract: version, tables with their parts, findings', async () => {
  const { schema, findings } = await readSources(sources)
  const json = graphJson(buildGraph(schema), findings)
  expect(Object.keys(json)).toEqual(['version', 'tables', 'views', 'findings'])
  expect(json.version).toBe(1)
  expect(json.tables.map(({ name, ownership }) => [name, ownership])).toEqual([
    ['books', { kind: 'direct', column: 'tenant_id', shared: true }],
    ['invoices', { kind: 'direct', column: 'tenant_id' }],
    ['lines', { kind: 'through', path: ['invoice_id'], parent: 'public.invoices' }],
    ['members', { kind: 'direct', column: 'tenant_id' }],
    ['plans', { kind: 'shared' }],
    ['tenants', { kind: 'root', column: 'id' }],
    ['users', { kind: 'identity', members: 'public.members' }],
  ])
  expect(json.tables[1]).toEqual({
    schema: 'public',
    name: 'invoices',
    file: 'schema.ts',
    line: 8,
    columns: [
      { name: 'tenant_id', type: 'uuid', notNull: true, hasDefault: true },
      { name: 'id', type: 'uuid', notNull: true, hasDefault: false },
      { name: 'total', type: 'numeric', notNull: true, hasDefault: false },
      { name: 'user_id', type: 'uuid', notNull: false, hasDefault: false },
    ],
    primaryKey: ['id'],
    uniques: [{ name: 'two_key', columns: ['tenant_id', 'total'] }],
    indexes: [
      { name: null, columns: ['tenant_id', null], unique: false },
      { name: 'one_idx', columns: ['total'], unique: true },
    ],
    foreignKeys: [
      {
        columns: ['user_id'],
        references: { schema: 'public', table: 'users', columns: ['id'] },
        onDelete: 'set null',
        onUpdate: 'no action',
      },
    ],
    ownership: { kind: 'direct', column: 'tenant_id' },
  })
  expect(json.tables[5]?.uniques).toEqual([{ name: null, columns: ['slug'] }])
  expect(json.findings.map(({ code }) => code)).toEqual(['TEN104'])
})

test('findings of reading and of the graph stand side by side, each once', async () => {
  const { schema, findings } = await readSources({
    'schema.ts': `import { pgTable, text } from 'drizzle-orm/pg-core'
export const plans = pgTable('plans', { id: text(process.env.X) })`,
  })
  const graph = buildGraph(schema)
  expect(graphJson(graph, findings).findings.map(({ code }) => code)).toEqual(['TEN104', 'TEN201'])
  expect(graphJson(graph, [...findings, ...graph.findings]).findings).toHaveLength(2)
})

test('the JSON survives being written and read back', async () => {
  const { schema, findings } = await readSources(sources)
  const json = graphJson(buildGraph(schema), findings)
  expect(JSON.parse(JSON.stringify(json))).toEqual(json)
})
