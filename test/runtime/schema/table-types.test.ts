import { sql } from 'drizzle-orm'
import { bigint, index, numeric, pgSchema, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import {
  defineTenancy,
  identityTable,
  sharedTable,
  systemTable,
  type TenantStatus,
  tenantChild,
  tenantRoot,
  tenantSchema,
  tenantStatus,
  tenantTable,
} from 'tenantry'
import { describe, expect, expectTypeOf, it } from 'vitest'

/*
 * What the compiler says of our tables: `tsc` checks this file. A line under @ts-expect-error is one that must not
 * compile; where it would be refused at run time too, it stands in a function that nobody calls.
 */
const uncalled = (_: () => unknown) => expect(true).toBe(true)

const columns = () => ({ id: uuid('id').primaryKey().defaultRandom(), total: numeric('total').notNull() })

describe('a tenant table has the type of the pgTable that one would write by hand', () => {
  const byHand = pgTable('invoices', {
    ...columns(),
    tenantId: uuid('tenant_id').notNull().default(sql`''`),
  })

  it('with its columns as an object', () => {
    expectTypeOf(tenantTable('invoices', columns())).toEqualTypeOf(byHand)
  })

  it('with its columns as a function', () => {
    const table = tenantTable('invoices', (t) => ({
      id: t.uuid('id').primaryKey().defaultRandom(),
      total: t.numeric('total').notNull(),
    }))
    expectTypeOf(table).toEqualTypeOf(byHand)
  })

  it('with extra config and with options, in either place', () => {
    const extra = tenantTable('invoices', columns(), (t) => [index().on(t.tenantId, t.total)])
    expectTypeOf(extra).toEqualTypeOf(byHand)
    const older = tenantTable('invoices', columns(), (t) => ({ byTotal: index().on(t.tenantId, t.total) }))
    expectTypeOf(older).toEqualTypeOf(byHand)
    const options = tenantTable('invoices', columns(), { onErase: { anonymise: ['total'] } })
    expectTypeOf(options).toEqualTypeOf(byHand)
    const both = tenantTable('invoices', columns(), (t) => [index().on(t.tenantId)], { onErase: 'delete' })
    expectTypeOf(both).toEqualTypeOf(byHand)
  })

  it('with another convention', () => {
    const { tenantTable } = defineTenancy({ column: 'organization_id', type: 'bigint' })
    const byHand = pgTable('invoices', {
      ...columns(),
      organizationId: bigint('organization_id', { mode: 'bigint' }).notNull().default(sql`0`),
    })
    expectTypeOf(tenantTable('invoices', columns())).toEqualTypeOf(byHand)
  })

  it('in another schema', () => {
    const billing = pgSchema('billing')
    const byHand = billing.table('invoices', {
      ...columns(),
      tenantId: uuid('tenant_id').notNull().default(sql`''`),
    })
    const { tenantTable, sharedTable } = tenantSchema(billing)
    const table = tenantTable('invoices', columns(), (t) => [index().on(t.tenantId)])
    expectTypeOf(table).toEqualTypeOf(byHand)
    expectTypeOf(sharedTable('plans', columns())).toEqualTypeOf(billing.table('plans', columns()))
  })

  it('and so have the tables of the other kinds', () => {
    const byHand = pgTable('things', columns())
    expectTypeOf(tenantRoot('things', columns())).toEqualTypeOf(byHand)
    expectTypeOf(tenantChild('things', columns(), { through: 'id' })).toEqualTypeOf(byHand)
    expectTypeOf(sharedTable('things', columns())).toEqualTypeOf(byHand)
    expectTypeOf(systemTable('things', columns())).toEqualTypeOf(byHand)
    expectTypeOf(identityTable('things', columns(), { members: () => byHand })).toEqualTypeOf(byHand)
    expectTypeOf(tenantTable('things', columns(), { tenant: 'id' })).toEqualTypeOf(byHand)
    expectTypeOf<typeof byHand>().toHaveProperty('enableRLS')
  })
})

describe('rows', () => {
  const invoices = tenantTable('invoices', columns())

  it('are read with their tenant and written without', () => {
    expectTypeOf<typeof invoices.$inferSelect>().toEqualTypeOf<{
      id: string
      total: string
      tenantId: string
    }>()
    expectTypeOf<typeof invoices.$inferInsert>().toEqualTypeOf<{
      id?: string | undefined
      total: string
      tenantId?: string | undefined
    }>()
  })

  it('may have no tenant where they are shared', () => {
    const contacts = tenantTable('contacts', { id: uuid('id').primaryKey() }, { shared: true })
    expectTypeOf<typeof contacts.$inferSelect>().toEqualTypeOf<{ id: string; tenantId: string | null }>()
    expectTypeOf<typeof contacts.$inferInsert>().toEqualTypeOf<{
      id: string
      tenantId?: string | null | undefined
    }>()
  })

  it('have the tenant column that the table declares itself', () => {
    const adopted = tenantTable(
      'adopted',
      { id: uuid('id').primaryKey(), organizationId: text('organization_id').notNull() },
      (t) => [index().on(t.organizationId)],
      { tenant: 'organizationId' },
    )
    expectTypeOf<typeof adopted.$inferSelect>().toEqualTypeOf<{ id: string; organizationId: string }>()
    expectTypeOf<typeof adopted.$inferInsert>().toEqualTypeOf<{ id: string; organizationId: string }>()

    const kept = tenantTable('kept', { id: uuid('id').primaryKey(), tenantId: text('owner').notNull() })
    expectTypeOf<typeof kept.$inferInsert>().toEqualTypeOf<{ id: string; tenantId: string }>()
  })

  it('have tenants of the type of the convention', () => {
    const rows = {
      uuid: defineTenancy({ type: 'uuid' }).tenantTable('t', {}),
      text: defineTenancy({ type: 'text' }).tenantTable('t', {}),
      varchar: defineTenancy({ type: 'varchar' }).tenantTable('t', {}),
      integer: defineTenancy({ type: 'integer' }).tenantTable('t', {}),
      bigint: defineTenancy({ type: 'bigint' }).tenantTable('t', {}),
    }
    expectTypeOf<typeof rows.uuid.$inferSelect.tenantId>().toEqualTypeOf<string>()
    expectTypeOf<typeof rows.text.$inferSelect.tenantId>().toEqualTypeOf<string>()
    expectTypeOf<typeof rows.varchar.$inferSelect.tenantId>().toEqualTypeOf<string>()
    expectTypeOf<typeof rows.integer.$inferSelect.tenantId>().toEqualTypeOf<number>()
    expectTypeOf<typeof rows.bigint.$inferSelect.tenantId>().toEqualTypeOf<bigint>()
  })

  it('of the root know what a tenant can be', () => {
    const tenants = tenantRoot('tenants', { id: uuid('id').primaryKey(), status: tenantStatus() })
    expectTypeOf<typeof tenants.$inferSelect.status>().toEqualTypeOf<'active' | 'suspended' | 'deleted'>()
    expectTypeOf<typeof tenants.$inferSelect.status>().toEqualTypeOf<TenantStatus>()
    expectTypeOf<typeof tenants.$inferInsert>().toEqualTypeOf<{
      id: string
      status?: TenantStatus | undefined
    }>()
  })
})

it('two tables that refer to each other need no annotation for the members of an identity table', () => {
  const users = identityTable('users', { id: uuid('id').primaryKey() }, { members: () => memberships })
  const memberships = tenantTable('memberships', { userId: uuid('user_id').references(() => users.id) })
  expectTypeOf<typeof memberships.$inferSelect>().toEqualTypeOf<{ userId: string | null; tenantId: string }>()
  expectTypeOf<typeof users.$inferSelect>().toEqualTypeOf<{ id: string }>()
})

describe('does not compile:', () => {
  it('a key that is no column', () => {
    uncalled(() => [
      // @ts-expect-error no such column
      tenantTable('t', columns(), { tenant: 'organizationId' }),
      // @ts-expect-error no such column, the options in fourth place
      tenantTable('t', columns(), (t) => [index().on(t.total)], { tenant: 'organizationId' }),
      // @ts-expect-error the column's name instead of its key
      tenantTable('t', { orgId: uuid('org_id') }, { tenant: 'org_id' }),
      // @ts-expect-error no such column
      tenantChild('t', columns(), { through: 'invoiceId' }),
      // @ts-expect-error no such column
      tenantChild('t', (t) => ({ id: t.uuid() }), undefined, { through: 'invoiceId' }),
      // @ts-expect-error no such column
      tenantRoot('t', columns(), { status: 'state' }),
      // @ts-expect-error no such column
      tenantTable('t', columns(), { onErase: { anonymise: ['total', 'name'] } }),
      // @ts-expect-error no such column
      sharedTable('t', columns(), { onErase: { anonymise: ['name'] } }),
    ])
  })

  it('a missing or unknown option', () => {
    uncalled(() => [
      // @ts-expect-error a child needs its path
      tenantChild('t', columns()),
      // @ts-expect-error a child needs its path
      tenantChild('t', columns(), (t) => [index().on(t.total)]),
      // @ts-expect-error a child needs its path
      tenantChild('t', columns(), {}),
      // @ts-expect-error people need memberships
      identityTable('t', columns()),
      // @ts-expect-error people need memberships
      identityTable('t', columns(), {}),
      // @ts-expect-error misspelt
      tenantTable('t', columns(), { tenant: 'id', shard: true }),
      // @ts-expect-error of another kind of table
      sharedTable('t', columns(), { shared: true }),
      // @ts-expect-error retain needs a reason
      tenantTable('t', columns(), { onErase: 'retain' }),
      // @ts-expect-error shared is true or absent
      tenantTable('t', columns(), { shared: false }),
    ])
  })

  it('a column that is not there in extra config', () => {
    uncalled(() => [
      // @ts-expect-error no such column
      tenantTable('t', columns(), (t) => [index().on(t.name)]),
      // @ts-expect-error a table with a tenant column of its own gets no other
      tenantTable('t', columns(), (t) => [index().on(t.tenantId)], { tenant: 'id' }),
      // @ts-expect-error a child has no tenant column
      tenantChild('t', columns(), (t) => [index().on(t.tenantId)], { through: 'id' }),
    ])
  })

  it('a convention that no tenant has', () => {
    uncalled(() => [
      // @ts-expect-error no type of a tenant's key
      defineTenancy({ type: 'serial' }),
      // @ts-expect-error misspelt
      defineTenancy({ colum: 'organization_id' }),
    ])
  })
})
