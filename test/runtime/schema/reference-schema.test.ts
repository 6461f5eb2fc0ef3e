import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { expect, it } from 'vitest'
import * as schema from '../../../schema/index.js'
import { readMark, type TableMark } from '../../../src/runtime/schema/mark.js'

/*
 * What the rest of the suite relies on: the reference application holds every kind of table, key and column that our
 * SQL treats differently.
 */
const tables = Object.values<unknown>(schema).filter((value): value is PgTable => is(value, PgTable))
const namesOf = (kind: TableMark['kind']) =>
  tables
    .filter((table) => readMark(table)?.kind === kind)
    .map((table) => getTableConfig(table).name)
    .sort()
const foreignKeys = tables.flatMap((table) => {
  const from = getTableConfig(table).name
  return getTableConfig(table).foreignKeys.map((key) => {
    const { columns, foreignTable } = key.reference()
    return {
      from,
      columns: columns.map(({ name }) => name),
      to: getTableConfig(foreignTable).name,
      onDelete: key.onDelete ?? 'no action',
      onUpdate: key.onUpdate ?? 'no action',
    }
  })
})
const indexes = tables.flatMap((table) => getTableConfig(table).indexes.map(({ config }) => config))
const columns = tables.flatMap((table) => getTableConfig(table).columns)

it('the reference application holds every kind of table', () => {
  expect({
    root: namesOf('root'),
    direct: namesOf('direct'),
    through: namesOf('through'),
    identity: namesOf('identity'),
    shared: namesOf('shared'),
    system: namesOf('system'),
  }).toEqual({
    root: ['tenants'],
    direct: ['comments', 'contacts', 'documents', 'invoices', 'memberships', 'projects', 'tasks'],
    through: ['invoice_line_notes', 'invoice_lines'],
    identity: ['users'],
    shared: ['plans'],
    system: ['jobs'],
  })
  expect(tables.every((table) => readMark(table) !== null && getTableConfig(table).enableRLS)).toBe(true)
  expect(readMark(schema.contacts)).toMatchObject({ shared: true })
  expect(readMark(schema.tenants)).toMatchObject({ status: 'status' })
})

it('its people are members by the table of memberships', () => {
  const mark = readMark(schema.users)
  expect(mark?.kind === 'identity' && mark.members()).toBe(schema.memberships)
})

it('between tables with a tenant column, every action of a foreign key occurs', () => {
  const direct = namesOf('direct').filter((name) => name !== 'contacts')
  const between = foreignKeys.filter(({ from, to }) => direct.includes(from) && direct.includes(to))
  expect(new Set(between.map(({ onDelete }) => onDelete))).toEqual(
    new Set(['cascade', 'set null', 'set default', 'restrict', 'no action']),
  )
  expect(between.map(({ onUpdate }) => onUpdate)).toContain('cascade')
})

it.each([
  ['a table that refers to itself', { from: 'tasks', to: 'tasks', columns: ['parent_id'] }],
  ['one half of a cycle', { from: 'projects', to: 'documents', columns: ['cover_document_id'] }],
  ['the other half', { from: 'documents', to: 'projects', columns: ['project_id'] }],
  ['a key that holds the tenant', { from: 'projects', to: 'memberships', columns: ['tenant_id', 'lead_id'] }],
  ['a tenant table that refers to a through table', { from: 'comments', to: 'invoice_lines' }],
  ['a tenant table that refers to people', { from: 'tasks', to: 'users' }],
  ['a tenant table that refers to rows which may be shared', { from: 'invoices', to: 'contacts' }],
  ['a through table under a through table', { from: 'invoice_line_notes', to: 'invoice_lines' }],
  ['the root that refers to a shared table', { from: 'tenants', to: 'plans' }],
])('it has %s', (_, key) => {
  expect(foreignKeys).toContainEqual(expect.objectContaining(key))
})

it('it has sequences of both sorts, an enum, a composite primary key, a partial index', () => {
  expect(columns.map((column) => column.getSQLType())).toContain('serial')
  expect(columns.some(({ generatedIdentity }) => generatedIdentity?.type === 'always')).toBe(true)
  expect(columns.map(({ columnType }) => columnType)).toContain('PgEnumColumn')
  expect(
    getTableConfig(schema.memberships).primaryKeys.map((key) => key.columns.map(({ name }) => name)),
  ).toEqual([['tenant_id', 'user_id']])
  expect(indexes.filter(({ where }) => where !== undefined)).toHaveLength(1)
})

it('its migrations have all of it, so that drizzle-kit would generate nothing', async () => {
  // By require: the package's ESM build of this entry calls require() itself and fails.
  const { generateDrizzleJson, generateMigration } = createRequire(import.meta.url)(
    'drizzle-kit/api',
  ) as typeof import('drizzle-kit/api')
  const read = (path: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../../migrations/meta/${path}`, import.meta.url), 'utf8'))
  const { entries } = read('_journal.json') as { entries: { idx: number }[] }
  const last = String(entries.at(-1)?.idx).padStart(4, '0')
  const snapshot = read(`${last}_snapshot.json`) as ReturnType<typeof generateDrizzleJson>
  expect(await generateMigration(snapshot, generateDrizzleJson(schema))).toEqual([])
})
