import { SQL } from 'drizzle-orm'
import {
  alias,
  getTableConfig,
  index,
  PgDialect,
  type PgTable,
  pgSchema,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import {
  defineTenancy,
  identityTable,
  sharedTable,
  systemTable,
  TenancyError,
  tenantChild,
  tenantRoot,
  tenantSchema,
  tenantStatus,
  tenantTable,
} from 'tenantry'
import { describe, expect, it } from 'vitest'
import type { TenantIdType } from '../../../src/model/tenant-id.js'
import { readMark } from '../../../src/runtime/schema/mark.js'

const id = () => uuid('id').primaryKey().defaultRandom()
const namesOf = (table: PgTable) => getTableConfig(table).columns.map(({ name }) => name)
const columnOf = (table: PgTable, name: string) => {
  const column = getTableConfig(table).columns.find((one) => one.name === name)
  if (column === undefined) throw new Error(`no column ${name}`)
  return column
}
const defaultOf = (table: PgTable, name: string) => {
  const value = columnOf(table, name).default
  return value instanceof SQL ? new PgDialect().sqlToQuery(value) : value
}
const refusal = (declare: () => unknown) => {
  try {
    declare()
  } catch (error) {
    if (error instanceof TenancyError) return error.message
    throw error
  }
  throw new Error('it was accepted')
}

const deleted = { onErase: { mode: 'delete' } }

describe('the tenant column', () => {
  it('stands before the columns of the table, not null, with the default from the context', () => {
    const invoices = tenantTable('invoices', { id: id(), title: text('title') })
    expect(namesOf(invoices)).toEqual(['tenant_id', 'id', 'title'])
    expect(columnOf(invoices, 'tenant_id')).toMatchObject({ notNull: true, hasDefault: true })
    expect(columnOf(invoices, 'tenant_id').getSQLType()).toBe('uuid')
    expect(defaultOf(invoices, 'tenant_id')).toMatchObject({
      sql: "cast(nullif(current_setting('app.tenant_id', true), '') as uuid)",
      params: [],
    })
  })

  it.each<[TenantIdType, string]>([
    ['uuid', 'string'],
    ['text', 'string'],
    ['varchar', 'string'],
    ['integer', 'number'],
    ['bigint', 'bigint'],
  ])('can be of type %s, which drizzle reads as a %s', (type, dataType) => {
    const { tenantTable } = defineTenancy({ column: 'organization_id', type })
    const own = tenantTable('invoices', { id: id() })
    const shared = tenantTable('templates', { id: id() }, { shared: true })
    for (const table of [own, shared]) {
      expect(columnOf(table, 'organization_id')).toMatchObject({ dataType, notNull: table === own })
      expect(columnOf(table, 'organization_id').getSQLType()).toBe(type)
      expect(defaultOf(table, 'organization_id')).toMatchObject({
        sql: `cast(nullif(current_setting('app.tenant_id', true), '') as ${type})`,
      })
      expect(readMark(table)).toMatchObject({ tenant: 'organizationId' })
    }
  })

  it('keeps bigint ids that a JavaScript number cannot hold', () => {
    const { tenantTable } = defineTenancy({ type: 'bigint' })
    const column = columnOf(tenantTable('invoices', { id: id() }), 'tenant_id')
    expect(column.mapFromDriverValue('9007199254740993')).toBe(9007199254740993n)
  })

  it('may be null where rows are shared', () => {
    const contacts = tenantTable('contacts', { id: id() }, { shared: true })
    expect(columnOf(contacts, 'tenant_id')).toMatchObject({ notNull: false, hasDefault: true })
  })

  it("is the table's own column where it has one with that key", () => {
    const own = text('tenant').notNull()
    const table = tenantTable('invoices', { tenantId: own, title: text('title') })
    expect(namesOf(table)).toEqual(['tenant', 'title'])
    expect(readMark(table)).toMatchObject({ kind: 'direct', tenant: 'tenantId' })
  })

  it("is the table's own column where the option names one", () => {
    const table = tenantTable(
      'invoices',
      { id: id(), organizationId: uuid('organization_id').notNull() },
      { tenant: 'organizationId' },
    )
    expect(namesOf(table)).toEqual(['id', 'organization_id'])
    expect(readMark(table)).toEqual({ kind: 'direct', tenant: 'organizationId', shared: false, ...deleted })
  })

  it('is each table’s own, so that tables do not change each other', () => {
    const [one, two] = [tenantTable('one', { id: id() }), tenantTable('two', { id: id() })]
    expect(one.tenantId.table).toBe(one)
    expect(two.tenantId.table).toBe(two)
    expect(one.tenantId.uniqueName).toBe('one_tenant_id_unique')
  })

  it('is added to columns that a function gives', () => {
    const table = tenantTable('invoices', (t) => ({ id: t.uuid().primaryKey(), total: t.numeric() }))
    expect(namesOf(table)).toEqual(['tenant_id', 'id', 'total'])
  })

  it('is there for indexes and keys', () => {
    const table = tenantTable('invoices', { id: id(), title: text('title') }, (t) => [
      index('by_title').on(t.tenantId, t.title),
    ])
    const [byTitle] = getTableConfig(table).indexes
    expect(byTitle?.config.columns.map((column) => 'name' in column && column.name)).toEqual([
      'tenant_id',
      'title',
    ])
  })

  it('is there for extra config in the older form, an object', () => {
    const table = tenantTable('invoices', { id: id(), slug: text('slug') }, (t) => ({
      bySlug: uniqueIndex('by_slug').on(t.tenantId, t.slug),
    }))
    expect(getTableConfig(table).indexes.map(({ config }) => config.name)).toEqual(['by_slug'])
  })
})

describe('every marked table', () => {
  const tables = {
    tenantRoot: tenantRoot('tenants', { id: id() }),
    tenantTable: tenantTable('invoices', { id: id() }),
    tenantChild: tenantChild('lines', { id: id(), invoiceId: uuid('invoice_id') }, { through: 'invoiceId' }),
    sharedTable: sharedTable('plans', { id: id() }),
    systemTable: systemTable('jobs', { id: id() }),
    identityTable: identityTable('users', { id: id() }, { members: () => undefined }),
  }

  it.each(Object.entries(tables))('has row-level security on: %s', (_, table) => {
    expect(getTableConfig(table).enableRLS).toBe(true)
  })

  it.each(Object.entries(tables))('carries its mark where drizzle does not see it: %s', (_, table) => {
    const mark = readMark(table)
    expect(mark).not.toBeNull()
    expect(readMark(alias(table, 'other'))).toBe(mark)
    expect(Object.getOwnPropertyDescriptor(table, Symbol.for('tenantry:table'))).toMatchObject({
      enumerable: false,
      writable: false,
      configurable: false,
    })
    expect(readMark({ ...table })).toBeNull()
  })

  it('is marked by what it is, its options by the keys of columns', () => {
    const members = () => undefined
    const marks = [
      tenantRoot('t', { id: id() }),
      tenantRoot('t', { id: id(), state: tenantStatus('state') }),
      tenantRoot('t', { id: id(), state: text('status') }, { status: 'state' }),
      tenantRoot('t', { id: id(), old: tenantStatus('old'), now: tenantStatus('now') }, { status: 'now' }),
      tenantTable('t', { id: id() }),
      tenantTable('t', { id: id() }, { shared: true }),
      tenantTable('t', { id: id(), orgId: uuid('org_id') }, { tenant: 'orgId', shared: true }),
      tenantChild('t', { id: id(), parent: uuid('parent_id') }, undefined, { through: 'parent' }),
      sharedTable('t', { id: id() }),
      systemTable('t', { id: id() }),
      identityTable('t', { id: id() }, undefined, { members }),
    ].map(readMark)
    expect(marks).toEqual([
      { kind: 'root', status: null, ...deleted },
      { kind: 'root', status: 'state', ...deleted },
      { kind: 'root', status: 'state', ...deleted },
      { kind: 'root', status: 'now', ...deleted },
      { kind: 'direct', tenant: 'tenantId', shared: false, ...deleted },
      { kind: 'direct', tenant: 'tenantId', shared: true, ...deleted },
      { kind: 'direct', tenant: 'orgId', shared: true, ...deleted },
      { kind: 'through', through: 'parent', ...deleted },
      { kind: 'shared', ...deleted },
      { kind: 'system', ...deleted },
      { kind: 'identity', members, ...deleted },
    ])
  })

  it('says what happens to its rows at the erasure of their tenant', () => {
    const columns = () => ({ id: id(), name: text('full_name') })
    const marks = [
      tenantTable('t', columns(), { onErase: 'delete' }),
      tenantTable('t', columns(), { onErase: { retain: 'tax law' } }),
      tenantTable('t', columns(), (t) => [index().on(t.name)], { onErase: { anonymise: ['name'] } }),
    ].map((table) => readMark(table)?.onErase)
    expect(marks).toEqual([
      { mode: 'delete' },
      { mode: 'retain', reason: 'tax law' },
      { mode: 'anonymise', columns: ['name'] },
    ])
  })

  it('keeps its extra config beside its options', () => {
    const line = tenantChild(
      'lines',
      { id: id(), invoiceId: uuid('invoice_id') },
      (t) => [index('by_invoice').on(t.invoiceId)],
      { through: 'invoiceId' },
    )
    expect(getTableConfig(line).indexes.map(({ config }) => config.name)).toEqual(['by_invoice'])
  })
})

it('a table that drizzle alone made has no mark', () => {
  expect(readMark(pgTable('invoices', { id: id() }).enableRLS())).toBeNull()
})

it('tables of another schema are marked like those of the default one', () => {
  const billing = pgSchema('billing')
  const { tenantTable } = tenantSchema(billing)
  const invoices = tenantTable('invoices', { id: id() }, (t) => [index('by_tenant').on(t.tenantId)])
  expect(getTableConfig(invoices)).toMatchObject({ schema: 'billing', name: 'invoices', enableRLS: true })
  expect(namesOf(invoices)).toEqual(['tenant_id', 'id'])
  expect(readMark(invoices)).toMatchObject({ kind: 'direct', tenant: 'tenantId' })
})

it('the status of a tenant is active unless it is said otherwise', () => {
  const tenants = tenantRoot('tenants', { id: id(), status: tenantStatus() })
  expect(columnOf(tenants, 'status')).toMatchObject({
    notNull: true,
    default: 'active',
    enumValues: ['active', 'suspended', 'deleted'],
  })
})

describe('what cannot be a table is refused, with the table and the key', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'a tenant column that is not there',
      () => tenantTable('invoices', { id: id() }, { tenant: 'organization_id' as never }),
      /^TEN609 table "invoices" has no column with the key "organization_id" that the option `tenant` names\. Pass one of its keys: id /,
    ],
    [
      'a key that every object has',
      () => tenantTable('invoices', { id: id() }, { tenant: 'toString' as never }),
      /TEN609 table "invoices" has no column with the key "toString"/,
    ],
    [
      'a status that is not there',
      () => tenantRoot('tenants', { id: id() }, { status: 'state' as never }),
      /TEN609 table "tenants" has no column with the key "state" that the option `status` names/,
    ],
    [
      'a path that is not there',
      () => tenantChild('lines', { id: id() }, { through: 'invoice_id' as never }),
      /TEN609 table "lines" has no column with the key "invoice_id" that the option `through` names/,
    ],
    [
      'a child without a path',
      () => tenantChild('lines', { id: id() }, {} as never),
      /TEN609 table "lines" lacks the option `through`/,
    ],
    [
      'a child without options',
      () => (tenantChild as (...args: unknown[]) => unknown)('lines', { id: id() }),
      /TEN609 table "lines" lacks the option `through`/,
    ],
    [
      'people without memberships',
      () => identityTable('users', { id: id() }, {} as never),
      /TEN609 table "users" does not say which table holds the memberships/,
    ],
    [
      'a column to anonymise that is not there',
      () => tenantTable('people', { id: id() }, { onErase: { anonymise: ['id', 'mail' as never] } }),
      /TEN609 table "people" has no column with the key "mail" that the option `onErase\.anonymise` names/,
    ],
    [
      'rows retained without a reason',
      () => tenantTable('invoices', { id: id() }, { onErase: { retain: ' ' } }),
      /TEN609 table "invoices" has an option `onErase` that says nothing clear/,
    ],
    [
      'nothing to anonymise',
      () => tenantTable('invoices', { id: id() }, { onErase: { anonymise: [] } }),
      /TEN609 table "invoices" has an option `onErase` that says nothing clear/,
    ],
    [
      'rows both retained and anonymised',
      () => tenantTable('invoices', { id: id() }, { onErase: { retain: 'law', anonymise: ['id'] } }),
      /TEN609 table "invoices" has an option `onErase` that says nothing clear/,
    ],
    [
      'an option that does not exist',
      () => tenantTable('invoices', { id: id() }, { tennant: 'id' } as never),
      /TEN609 table "invoices" has no option "tennant"\. It takes tenant, shared, onErase\./,
    ],
    [
      'shared rows by anything but true',
      () => tenantTable('invoices', { id: id() }, { shared: 'yes' as never }),
      /TEN609 table "invoices" has an option `shared` that is not true/,
    ],
    [
      'two columns that say whether a tenant is active',
      () => tenantRoot('tenants', { id: id(), a: tenantStatus('a'), b: tenantStatus('b') }),
      /TEN609 table "tenants" has 2 columns made by tenantStatus\(\): a, b/,
    ],
    [
      'a tenant column that stands under another key',
      () => tenantTable('invoices', { id: id(), owner: uuid('tenant_id') }),
      /TEN609 table "invoices" has the column "tenant_id" twice, under the keys owner and tenantId\. .* \{ tenant: "owner" \}/,
    ],
    [
      'options given twice',
      () =>
        (tenantTable as (...args: unknown[]) => unknown)(
          'invoices',
          { id: id() },
          { shared: true },
          { onErase: 'delete' },
        ),
      /TEN609 table "invoices" has options in two places/,
    ],
    [
      'the name of a schema instead of the schema',
      () => tenantSchema('billing' as never),
      /TEN609 tenantSchema was given "billing", which is no schema of drizzle/,
    ],
    [
      'a tenancy of no type',
      () => defineTenancy({ type: 'serial' as 'uuid' }),
      /TEN609 no tenancy has the tenant column "tenant_id" of type "serial"/,
    ],
    [
      'a tenancy without a column',
      () => defineTenancy({ column: '' }),
      /TEN609 no tenancy has the tenant column ""/,
    ],
  ])('%s', (_, declare, message) => {
    expect(refusal(declare)).toMatch(message)
  })
})
