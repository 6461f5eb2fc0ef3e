import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { ForeignKey } from '../../model/schema.js'

/** Looks a table of the graph up by its id; a key that leaves the schema leads to undefined. */
export const tableLookup = (graph: TenancyGraph): ((id: string) => OwnedTable | undefined) => {
  const byId = new Map(graph.tables.map((owned) => [owned.id, owned]))
  return (id) => byId.get(id)
}

/** `schema.name` of the table that a foreign key points to. */
export const targetId = (key: ForeignKey): string => `${key.references.schema}.${key.references.table}`

/** The column that holds the tenant: the tenant column of a direct table, the key of the root; null for the others. */
export const tenantColumn = ({ ownership }: OwnedTable): string | null =>
  ownership.kind === 'direct' || ownership.kind === 'root' ? ownership.column : null

/** The tenant column of a direct table that cannot be null, which a composite key can rest on; else null. */
export const firmTenantColumn = ({ ownership }: OwnedTable): string | null =>
  ownership.kind === 'direct' && !ownership.shared ? ownership.column : null

/** Whether the two lists hold the same names, in any order. */
export const sameNames = (left: readonly (string | null)[], right: readonly string[]): boolean =>
  left.length === right.length && right.every((name) => left.includes(name))
