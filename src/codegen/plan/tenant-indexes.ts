import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import { sameNames, tenantColumn } from './facts-of-table.js'
import { objectName } from './names.js'
import type { TenantKeys } from './tenant-keys.js'

/** An index that the plan adds because nothing in the schema or the plan serves. */
export interface TenantIndex {
  readonly name: string
  readonly table: OwnedTable
  readonly columns: readonly string[]
  readonly reason: string
}

/**
 * One index that leads with the tenant column for each direct table, and one under each foreign key that tenancy
 * follows, unless an existing key or index already serves. Under a composite key the referencing columns come first:
 * that form serves the simple key beside it as well (on Postgres 15 an index on (tenant, x) leaves the simple key's
 * cascades to sequential scans, quadratic in an erasure; measured).
 */
export const tenantIndexes = (graph: TenancyGraph, keys: TenantKeys): readonly TenantIndex[] =>
  graph.tables.flatMap((owned) => {
    const present = leadingColumns(owned, keys)
    const added: TenantIndex[] = []
    const add = (columns: readonly string[], reason: string) => {
      const name = objectName(owned.table.name, columns, 'tenant_idx')
      added.push({ name, table: owned, columns, reason })
      present.push(columns)
    }
    const column = tenantColumn(owned)
    if (owned.ownership.kind === 'direct' && column !== null) {
      for (const key of keys.foreignKeys) {
        if (key.table !== owned || key.beside === null) continue
        const simple = key.beside.columns
        if (present.some((lead) => leads(lead, simple) || leads(lead, key.columns))) continue
        add(
          [...simple, column],
          `a delete in ${key.target.id} finds the rows that refer to it without reading the whole table`,
        )
      }
      if (!present.some((lead) => lead[0] === column)) {
        add([column], "one tenant's rows are found without reading everybody's")
      }
    }
    if (owned.ownership.kind === 'through') {
      const columns = owned.ownership.key.columns
      if (!present.some((lead) => leads(lead, columns))) {
        add(
          columns,
          `the rows under one row of ${owned.ownership.parent} are found without reading everybody's`,
        )
      }
    }
    return added
  })

const leads = (index: readonly (string | null)[], columns: readonly string[]) =>
  sameNames(index.slice(0, columns.length), columns)

function leadingColumns(owned: OwnedTable, keys: TenantKeys): (readonly (string | null)[])[] {
  const { primaryKey, uniques, indexes } = owned.table
  return [
    primaryKey,
    ...uniques.map((unique) => unique.columns),
    ...indexes.filter((index) => !index.partial).map((index) => index.columns),
    ...keys.uniques.filter((unique) => unique.table === owned).map((unique) => unique.columns),
  ]
}
