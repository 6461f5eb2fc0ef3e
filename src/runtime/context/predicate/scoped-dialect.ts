import { getTableName, is, type SQL, Table } from 'drizzle-orm'
import type { PgDialect } from 'drizzle-orm/pg-core'
import type {
  BuilderDialect,
  DeleteConfig,
  InsertConfig,
  SelectConfig,
  Source,
  UpdateConfig,
  Values,
} from './builder-configs.js'
import { checkedSelect } from './checked-select.js'
import { guardedUpsert, rememberSet } from './guarded-upsert.js'
import { rawSelectGiven } from './not-the-tenant.js'
import { ownedRow, ownedSet, type Tenant } from './owned-values.js'
import type { FindOwner } from './owner-column.js'
import { type ConditionOf, scopedSources } from './scoped-joins.js'
import { selectConfigOf, withConfig } from './select-config.js'
import { allOf, tenantConditions } from './tenant-conditions.js'

/**
 * Drizzle's dialect for one tenant: whatever a builder has it build reads the tenant's rows, changes the tenant's rows,
 * and makes the tenant's rows. Relational queries are built of selects, and so are subqueries and CTEs.
 */
export const scopedDialect = (dialect: PgDialect, tenant: Tenant, ownerOf: FindOwner): PgDialect => {
  const base = dialect as unknown as BuilderDialect
  const { reading, writing } = tenantConditions(ownerOf, tenant.id)

  const buildSelectQuery = (config: SelectConfig): SQL => {
    const { joins, where } = scopedSources(config.table, config.joins ?? [], readingOf(config))
    return base.buildSelectQuery.call(scoped, {
      ...config,
      joins: config.joins && joins,
      where: allOf(where, config.where),
    })
  }
  /** The rows that a select locks are those that it may write. */
  const readingOf = ({ lockingClause }: SelectConfig): ConditionOf => {
    if (lockingClause === undefined) return reading
    const { of } = lockingClause.config
    if (of === undefined) return writing
    const locked = new Set((Array.isArray(of) ? of : [of]).map(nameOf))
    return (source) => (locked.has(nameOf(source)) ? writing(source) : reading(source))
  }
  /** Whoever has made this select, it is built here: `insert … select` hands out builders of no handle. */
  const rebuilt = (select: object): object =>
    selectConfigOf(select) === null ? select : Object.create(select, { dialect: { value: scoped } })

  const changed = (table: Source) => [writing(table)].filter((condition) => condition !== null)
  const buildUpdateQuery = (config: UpdateConfig): SQL => {
    const { joins, where } = scopedSources(config.from, config.joins ?? [], reading)
    return base.buildUpdateQuery.call(scoped, {
      ...config,
      joins,
      where: allOf([...changed(config.table), ...where], config.where),
    })
  }
  const buildUpdateSet = (table: Source, set: Values): SQL => {
    const owner = ownerOf(table)
    return rememberSet(
      base.buildUpdateSet.call(scoped, table, owner === null ? set : ownedSet(set, owner, tenant)),
    )
  }

  const buildInsertQuery = (config: InsertConfig): SQL => {
    const owner = ownerOf(config.table)
    const onConflict = config.onConflict && guardedUpsert(config.onConflict, writing(config.table))
    const values = config.select
      ? selected(config.values, owner)
      : inserted(config.values as readonly Values[], owner)
    return base.buildInsertQuery.call(scoped, { ...config, values, onConflict })
  }
  const inserted = (rows: readonly Values[], owner: ReturnType<FindOwner>) =>
    owner === null ? rows : rows.map((row) => ownedRow(row, owner, tenant))
  const selected = (select: object, owner: ReturnType<FindOwner>): object => {
    if (owner === null) return rebuilt(select)
    const config = selectConfigOf(select)
    if (config === null) throw rawSelectGiven(owner)
    return rebuilt(withConfig(select, checkedSelect(config, owner, tenant)))
  }

  const overrides: BuilderDialect = {
    buildSelectQuery,
    buildSetOperationQuery: (config) =>
      base.buildSetOperationQuery.call(scoped, {
        ...config,
        setOperator: { ...config.setOperator, rightSelect: rebuilt(config.setOperator.rightSelect) },
      }),
    buildUpdateQuery,
    buildUpdateSet,
    buildDeleteQuery: (config: DeleteConfig) =>
      base.buildDeleteQuery.call(scoped, {
        ...config,
        where: allOf(changed(config.table), config.where),
      }),
    buildInsertQuery,
  }
  const scoped: PgDialect = Object.assign(Object.create(dialect), overrides)
  return scoped
}

const nameOf = (source: Source) => (is(source, Table) ? getTableName(source) : undefined)
