import type { OwnedTable, TenancyGraph } from '../../../model/graph.js'
import type { ForeignKey } from '../../../model/schema.js'
import { tableLookup, targetId } from '../../plan/facts-of-table.js'
import { holdsTenant, type TenantForeignKey, tenantKeys } from '../../plan/tenant-keys.js'

/** What a foreign key of the schema means for the line between tenants, if nothing is done about it. */
export type KeySafety =
  /** The tenant column, pointing at the tenant; `added` names the key where `gen` adds it. */
  | { readonly kind: 'tenant'; readonly added: string | null }
  /** A `through` table's key to the row that owns it: the row is whoever's that one is. */
  | { readonly kind: 'ownership' }
  /** Tenant column paired with tenant column: both rows are one tenant's. */
  | { readonly kind: 'held' }
  /** Between two tenants' rows, and nothing in the key says that they are one and the same tenant's. */
  | { readonly kind: 'crossing'; readonly remedy: KeyRemedy }
  /** To a person, who may belong to several tenants: a policy checks that they are a member of this one. */
  | { readonly kind: 'people' }
  /** At one of its ends are no tenant's rows, or the schema does not have that end. */
  | { readonly kind: 'outside' }

/** What `gen` does about a key that can cross: a composite key beside it or, where none can stand, a policy's check. */
export type KeyRemedy =
  | {
      readonly by: 'key'
      readonly name: string
      readonly columns: readonly string[]
      readonly references: readonly string[]
    }
  | { readonly by: 'policy' }

/** Tells of each key of the graph how safe it is; the plan's own rules decide, so that the page says what `gen` does. */
export const keySafety = (graph: TenancyGraph): ((owned: OwnedTable, key: ForeignKey) => KeySafety) => {
  const find = tableLookup(graph)
  const added = new Map<ForeignKey, TenantForeignKey>()
  for (const composite of tenantKeys(graph).foreignKeys) {
    if (composite.beside !== null) added.set(composite.beside, composite)
  }
  return (owned, key) => {
    const target = find(targetId(key))
    if (target === undefined || !holdsTenantRows(owned)) return { kind: 'outside' }
    if (target.ownership.kind === 'identity') return { kind: 'people' }
    if (!holdsTenantRows(target)) return { kind: 'outside' }
    if (owned.ownership.kind === 'through' && key === owned.ownership.key) return { kind: 'ownership' }
    if (holdsTenant(owned, target, key)) {
      return target.id === graph.root && key.columns.length === 1
        ? { kind: 'tenant', added: null }
        : { kind: 'held' }
    }
    const composite = added.get(key)
    if (composite === undefined) return { kind: 'crossing', remedy: { by: 'policy' } }
    const { name, columns, references } = composite
    return { kind: 'crossing', remedy: { by: 'key', name, columns, references } }
  }
}

const holdsTenantRows = ({ ownership }: OwnedTable) =>
  ownership.kind === 'root' || ownership.kind === 'direct' || ownership.kind === 'through'
