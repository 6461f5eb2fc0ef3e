import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import { sameNames, tableLookup, targetId } from './facts-of-table.js'
import { objectName, shortHash } from './names.js'
import type { TenantKeys } from './tenant-keys.js'

/** An index that the plan adds because nothing in the schema or the plan serves. */
export interface TenantIndex {
  readonly name: string
  readonly table: OwnedTable
  readonly columns: readonly string[]
  readonly reason: string
}

/**
 * One index that leads with the tenant column for each direct table, and one under each foreign key between tables that
 * tenants own, unless an existing key or index already serves. Under a key the referencing columns come before the
 * tenant: that form serves the simple key as well as the composite one beside it (on Postgres 15 an index on
 * (tenant, x) leaves the simple key's cascades to sequential scans, quadratic in an erasure; measured).
 */
export const tenantIndexes = (graph: TenancyGraph, keys: TenantKeys): readonly TenantIndex[] => {
  const find = tableLookup(graph)
  const taken = new Set<string>()
  // Index names share their schema: "order_item"(product_id) and "order"(item_product_id) spell the same one.
  const nameOf = ({ table, id }: OwnedTable, columns: readonly string[]): string => {
    const name = objectName(table.name, columns, 'tenant_idx')
    const free = taken.has(`${table.schema}.${name}`)
      ? objectName(table.name, [...columns, shortHash(id)], 'tenant_idx')
      : name
    taken.add(`${table.schema}.${free}`)
    return free
  }
  return graph.tables.flatMap((owned) => {
    const { ownership } = owned
    if (ownership.kind !== 'direct' && ownership.kind !== 'through') return []
    const present = leadingColumns(owned, keys)
    const added: TenantIndex[] = []
    const add = (columns: readonly string[], reason: string) => {
      added.push({ name: nameOf(owned, columns), table: owned, columns, reason })
      present.push(columns)
    }
    const tenant = ownership.kind === 'direct' ? [ownership.column] : []
    for (const key of owned.table.foreignKeys) {
      const target = find(targetId(key))
      if (target?.ownership.kind !== 'direct' && target?.ownership.kind !== 'through') continue
      const simple = key.columns.filter((column) => !tenant.includes(column))
      if (present.some((lead) => leads(lead, simple) || leads(lead, [...tenant, ...simple]))) continue
      add(
        [...simple, ...tenant],
        `a delete in ${target.id} finds the rows that refer to it without reading the whole table`,
      )
    }
    if (ownership.kind === 'direct' && !present.some((lead) => lead[0] === ownership.column)) {
      add(tenant, "one tenant's rows are found without reading everybody's")
    }
    return added
  })
}

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
