import { getTableColumns, type SQLWrapper } from 'drizzle-orm'
import {
  PgDeleteBase,
  type PgDialect,
  PgInsertBuilder,
  PgUpdateBuilder,
  QueryBuilder,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { TenancyError } from '../../../model/error.js'
import { parseTenantId } from '../../../model/tenant-id.js'
import { tenantTable } from '../../schema/default-tenancy.js'
import type { Tenant } from './owned-values.js'

const probe = tenantTable('tenantry_probe', { id: uuid('id').primaryKey(), note: text('note') })
const tenant: Tenant = { id: parseTenantId('00000000-0000-4000-8000-000000000001', 'uuid'), type: 'uuid' }
const other = '00000000-0000-4000-8000-000000000002'
// Nothing of this is sent.
const session = undefined as never

type Shape = (dialect: PgDialect) => { readonly statement: SQLWrapper; readonly tenants: number }

/** Statements as drizzle's own builders make them, and how often the tenant must be bound in each. */
const shapes: Readonly<Record<string, Shape>> = {
  'a select': (dialect) => ({ statement: new QueryBuilder(dialect).select().from(probe), tenants: 1 }),
  'a join': (dialect) => {
    const query = new QueryBuilder(dialect)
    const left = query.select({ id: probe.id }).from(probe).as('left')
    return { statement: query.select({ id: probe.id }).from(left).innerJoin(probe, undefined), tenants: 2 }
  },
  'a union': (dialect) => ({
    statement: new QueryBuilder(dialect)
      .select()
      .from(probe)
      .unionAll(new QueryBuilder().select().from(probe)),
    tenants: 2,
  }),
  'an update': (dialect) => ({
    statement: new PgUpdateBuilder(probe, session, dialect).set({ note: '' }),
    tenants: 1,
  }),
  'a delete': (dialect) => ({ statement: new PgDeleteBase(probe, session, dialect), tenants: 1 }),
  'an insert': (dialect) => ({
    statement: new PgInsertBuilder(probe, session, dialect).values([{ id: other }, { id: other }]),
    tenants: 2,
  }),
  'an upsert': (dialect) => ({
    statement: new PgInsertBuilder(probe, session, dialect)
      .values({ id: other })
      .onConflictDoUpdate({ target: probe.id, set: { note: '' } }),
    tenants: 2,
  }),
  'an insert from a select': (dialect) => ({
    statement: new PgInsertBuilder(probe, session, dialect).select(new QueryBuilder().select().from(probe)),
    tenants: 3,
  }),
  'a relational query': (dialect) => {
    const columns = getTableColumns(probe)
    const tableConfig = { tsName: 'probe', dbName: 'tenantry_probe', columns, relations: {}, primaryKey: [] }
    const { sql } = dialect.buildRelationalQueryWithoutPK({
      fullSchema: { probe },
      schema: { probe: tableConfig },
      tableNamesMap: { 'public.tenantry_probe': 'probe' },
      table: probe,
      tableConfig,
      queryConfig: true,
      tableAlias: 'probe',
    })
    return { statement: sql as SQLWrapper, tenants: 1 }
  },
}

const known = new WeakSet<object>()

/**
 * Builds a statement of each shape with the drizzle in use, once: the predicate stands on methods that drizzle calls its
 * own, and one that has moved would leave the tenant out and say nothing.
 *
 * @throws TenancyError TEN619 for a drizzle that builds its statements otherwise
 */
export const checkDrizzle = (dialect: object, scopedFor: (tenant: Tenant) => PgDialect): void => {
  if (known.has(dialect.constructor)) return
  for (const [name, shape] of Object.entries(shapes)) checkShape(name, shape, scopedFor(tenant))
  known.add(dialect.constructor)
}

function checkShape(name: string, shape: Shape, dialect: PgDialect): void {
  let bound: number
  let tenants: number
  try {
    const { statement, tenants: wanted } = shape(dialect)
    tenants = wanted
    bound = dialect.sqlToQuery(statement.getSQL()).params.filter((param) => param === tenant.id).length
  } catch (error) {
    throw unknownDrizzle(`${name} could not be built`, error)
  }
  if (bound !== tenants) throw unknownDrizzle(`${name} came out without the tenant`)
}

const unknownDrizzle = (what: string, cause?: unknown) =>
  new TenancyError(
    'TEN619',
    `this drizzle-orm builds its statements otherwise than the tenant predicate knows: ${what}. Nothing was sent. Use a version of drizzle-orm that tenantry names as its peer, or turn the predicate off with createTenancy(manifest, { layers: { predicate: false } }): the database's policies hold alone.`,
    cause === undefined ? {} : { cause },
  )
