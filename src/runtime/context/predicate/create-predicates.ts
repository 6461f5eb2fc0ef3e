import type { SQL } from 'drizzle-orm'
import type { PgDialect } from 'drizzle-orm/pg-core'
import type { TenantId, TenantIdType } from '../../../model/tenant-id.js'
import { casingOf } from '../drizzle-columns.js'
import type { Layers } from '../layers.js'
import { type TenancyTable, tenantColumns } from '../tenant-tables.js'
import { checkDrizzle } from './known-drizzle.js'
import type { Tenant } from './owned-values.js'
import { type FindOwner, ownerColumns } from './owner-column.js'
import { scopedDialect } from './scoped-dialect.js'
import { allOf, tenantConditions } from './tenant-conditions.js'

/** The predicate's part of the layers of one transaction. */
export type Predicate = Pick<Layers, 'dialect' | 'counted' | 'statementName'>

export interface PredicateSettings {
  readonly type: TenantIdType
  /** The manifest's tables. Without them the marks alone say whose rows are whose. */
  readonly tables?: readonly TenancyTable[] | undefined
}

/**
 * `tenant_id = …` in whatever drizzle's builders build. It follows from the schema alone, and so holds where the
 * database's policies are missing; and it shows the planner, and Citus, a value where these have a function.
 *
 * @throws TenancyError TEN619, from what it gives, for a drizzle that builds its statements otherwise
 */
export const createPredicates = ({
  type,
  tables = [],
}: PredicateSettings): ((tenant: TenantId, dialect: object) => Predicate) => {
  const columns = tenantColumns(tables)
  // By dialect, since that knows how columns are spelt.
  const finders = new WeakMap<object, FindOwner>()
  const finderFor = (dialect: object): FindOwner => {
    const known = finders.get(dialect)
    if (known !== undefined) return known
    const finder = ownerColumns(columns, casingOf(dialect))
    finders.set(dialect, finder)
    return finder
  }
  return (id, dialect) => {
    const base = dialect as PgDialect
    const ownerOf = finderFor(base)
    const scopedFor = (tenant: Tenant) => scopedDialect(base, tenant, ownerOf)
    checkDrizzle(base, scopedFor)
    // One for the transaction: those of its savepoints come with handles that have it already.
    const scoped = scopedFor({ id, type })
    const { reading } = tenantConditions(ownerOf, id)
    return {
      dialect: () => scoped,
      counted: (source, filter) => {
        const condition = reading(source)
        return condition === null ? filter : allOf([condition], filter as SQL | undefined)
      },
      // node-postgres knows prepared statements by their names, and outside the same statement has another text.
      statementName: (name) => (name.endsWith(suffix) ? name : `${name}${suffix}`),
    }
  }
}

const suffix = ':tenantry'
