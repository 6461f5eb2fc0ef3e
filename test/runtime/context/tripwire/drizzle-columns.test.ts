import { type Column, getTableColumns } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { alias, PgDialect, pgSchema, pgTable, pgView, QueryBuilder, text, uuid } from 'drizzle-orm/pg-core'
import { describe, expect, it } from 'vitest'
import * as schema from '../../../../schema/index.js'
import { casingOf, columnNames, placeOf } from '../../../../src/runtime/context/drizzle-columns.js'
import type { DrizzleInside } from '../../../../src/runtime/context/drizzle-inside.js'
import { schemaTables } from '../../../../src/runtime/context/schema-tables.js'
import { planOf, rememberRelational } from '../../../../src/runtime/context/tripwire/relational-queries.js'

/* What the tripwire relies on inside drizzle; see drizzle-inside.test.ts. */

const billing = pgSchema('billing')
const bills = billing.table('bills', { id: uuid().primaryKey(), ownerId: uuid(), named: text('Named') })
const notes = pgTable('notes', { id: uuid().primaryKey() })
const casing = casingOf(new PgDialect({ casing: 'snake_case' }))
const qb = new QueryBuilder()
const client = { query: async () => ({ rows: [{ a: 1 }], fields: [] }) }

describe('a column of drizzle’s', () => {
  const sub = qb.select().from(bills).as('sub')
  const view = pgView('bill_view').as((builder) => builder.select().from(bills))
  it.each([
    ['a table', bills.ownerId, 'billing', 'bills'],
    ['a table without a schema', notes.id, 'public', 'notes'],
    ['an alias', alias(bills, 'b').ownerId, 'billing', 'bills'],
    ['a subquery', sub.ownerId, 'billing', 'bills'],
    ['a subquery of a subquery', qb.select().from(sub).as('sub2').ownerId, 'billing', 'bills'],
    ['a view', view.ownerId, 'billing', 'bill_view'],
  ])('says where its table stands in the database: %s', (_, column, schema, name) => {
    expect(placeOf(column.table)).toEqual({ schema, name })
  })

  it('is spelt by the dialect', () => {
    expect(columnNames(bills, casing)).toEqual(['id', 'owner_id', 'Named'])
    expect(casing.getColumnCasing(alias(bills, 'b').ownerId)).toBe('owner_id')
    expect(
      columnNames(bills, casingOf((drizzle(client as never) as unknown as DrizzleInside).dialect)),
    ).toContain('ownerId')
  })
})

describe('the schema that drizzle was given', () => {
  it('says by its marks whose rows are whose', () => {
    const tables = schemaTables(drizzle(client as never, { schema }) as unknown as DrizzleInside)
    const owned = Object.fromEntries(tables.map(({ name, ownership }) => [name, ownership]))
    expect(owned).toMatchObject({
      tenants: { kind: 'root', column: 'id' },
      invoices: { kind: 'direct', column: 'tenant_id', shared: false },
      contacts: { kind: 'direct', column: 'tenant_id', shared: true },
      invoice_lines: { kind: 'through' },
      users: { kind: 'identity' },
    })
    expect(tables.find(({ name }) => name === 'plans')?.columns).toContainEqual({ name: 'seats' })
    expect(schemaTables(drizzle(client as never) as unknown as DrizzleInside)).toEqual([])
  })
})

describe('a query of drizzle’s', () => {
  it('hands everything that comes back through `queryWithCache`', async () => {
    const { session } = drizzle(client as never) as unknown as DrizzleInside
    const prepared = session.prepareQuery({ sql: 'select 1', params: [] }, undefined, undefined, false)
    const seen: unknown[] = []
    const { queryWithCache } = prepared as { queryWithCache: (...args: unknown[]) => Promise<unknown> }
    Object.assign(prepared, {
      queryWithCache: async (...args: unknown[]) => {
        const result = await queryWithCache.apply(prepared, args)
        seen.push([args[0], result])
        return result
      },
    })
    await (prepared as { execute: () => Promise<unknown> }).execute()
    expect(seen).toMatchObject([['select 1', { rows: [{ a: 1 }] }]])
  })

  it('that is relational is built by the dialect, which knows what it selects', () => {
    const db = drizzle(client as never, { schema })
    const dialect = rememberRelational((db as unknown as DrizzleInside).dialect)
    const given: object[] = []
    const session = {
      prepareQuery: (query: object) => {
        given.push(query)
        return {}
      },
    }
    Object.assign(db.query.users, { dialect, session })
    db.query.users.findMany({ with: { memberships: true } }).prepare('p')
    // Drizzle selects columns of an alias.
    const watched = ({ name, table }: Column) =>
      `${placeOf(table).name}.${name}` === 'memberships.tenant_id' ? { table: 't', column: 'c' } : null
    const at = Object.keys(getTableColumns(schema.users)).length
    expect(planOf(given[0] ?? {}, watched)).toEqual({
      seats: [],
      relations: [
        { at, many: true, plan: { seats: [{ at: 0, column: { table: 't', column: 'c' } }], relations: [] } },
      ],
    })
    expect(planOf(dialect, watched)).toBeNull()
  })
})
