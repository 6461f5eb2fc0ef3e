import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { ForeignKey } from '../../model/schema.js'
import { firmTenantColumn, sameNames, tableLookup, targetId, tenantColumn } from './facts-of-table.js'
import { objectName } from './names.js'

/** A unique key that a composite foreign key needs on the table that it points to. */
export interface TenantUnique {
  readonly kind: 'unique'
  readonly name: string
  readonly table: OwnedTable
  readonly columns: readonly string[]
}

/** A foreign key that the plan adds: tenant column to root, or a composite one beside a simple one. */
export interface TenantForeignKey {
  readonly kind: 'foreign-key'
  readonly name: string
  readonly table: OwnedTable
  readonly target: OwnedTable
  readonly columns: readonly string[]
  readonly references: readonly string[]
  /** The schema's own key that this one stands beside; null for the tenant column's key to the root. */
  readonly beside: ForeignKey | null
  /** The name of the unique key in the plan that it rests on, or null when the schema has one. */
  readonly unique: string | null
}

export interface TenantKeys {
  readonly uniques: readonly TenantUnique[]
  readonly foreignKeys: readonly TenantForeignKey[]
}

/**
 * Which keys hold references inside one tenant. Postgres checks foreign keys past row-level security (manual, 5.9:
 * referential integrity checks always bypass it), so without the tenant in the key a row can point at another
 * tenant's row, and its existence can be probed.
 */
export const tenantKeys = (graph: TenancyGraph): TenantKeys => {
  const find = tableLookup(graph)
  const uniques = new Map<string, TenantUnique>()
  const foreignKeys = graph.tables.flatMap((owned): readonly TenantForeignKey[] => {
    if (owned.ownership.kind !== 'direct') return []
    const root = graph.root === null ? undefined : find(graph.root)
    const toRoot = root === undefined ? null : keyToRoot(owned, root)
    const composite = owned.table.foreignKeys.flatMap((key): readonly TenantForeignKey[] => {
      const target = find(targetId(key))
      if (target === undefined || !takesCompositeKey(owned, target, key)) return []
      const unique = uniqueFor(target, key)
      if (unique.added !== null) uniques.set(`${target.id} ${unique.added.name}`, unique.added)
      return [compositeKey(owned, target, key, unique.added?.name ?? null)]
    })
    return [...(toRoot === null ? [] : [toRoot]), ...composite]
  })
  return { uniques: [...uniques.values()].sort((a, b) => order(a, b)), foreignKeys }
}

const order = (a: TenantUnique, b: TenantUnique) =>
  a.table.id < b.table.id || (a.table.id === b.table.id && a.name < b.name) ? -1 : 1

/**
 * Whether a composite key can and must stand beside `key`; where it cannot, a policy checks the reference instead: a
 * key that pairs a tenant column with some other column already has it, and no key holds a column twice.
 */
export const takesCompositeKey = (owned: OwnedTable, target: OwnedTable, key: ForeignKey): boolean => {
  const [from, to] = [tenantColumn(owned), firmTenantColumn(target)]
  return (
    owned.ownership.kind === 'direct' &&
    to !== null &&
    !key.columns.some((column) => column === from) &&
    !key.references.columns.includes(to)
  )
}

/** Whether `key` itself pairs tenant column with tenant column. */
export const holdsTenant = (owned: OwnedTable, target: OwnedTable, key: ForeignKey): boolean =>
  key.columns.some(
    (column, index) =>
      column === tenantColumn(owned) && key.references.columns[index] === tenantColumn(target),
  )

function keyToRoot(owned: OwnedTable, root: OwnedTable): TenantForeignKey | null {
  const from = tenantColumn(owned)
  const to = tenantColumn(root)
  if (from === null || to === null) return null
  const declared = owned.table.foreignKeys.some(
    (key) =>
      targetId(key) === root.id && sameNames(key.columns, [from]) && sameNames(key.references.columns, [to]),
  )
  if (declared) return null
  return {
    kind: 'foreign-key',
    name: objectName(owned.table.name, [from], 'tenant_root_fk'),
    table: owned,
    target: root,
    columns: [from],
    references: [to],
    beside: null,
    unique: null,
  }
}

function compositeKey(
  owned: OwnedTable,
  target: OwnedTable,
  key: ForeignKey,
  unique: string | null,
): TenantForeignKey {
  const from = tenantColumn(owned) as string
  const to = tenantColumn(target) as string
  return {
    kind: 'foreign-key',
    name: objectName(owned.table.name, distinguishing(owned, key), 'tenant_fk'),
    table: owned,
    target,
    columns: [from, ...key.columns],
    references: [to, ...key.references.columns],
    beside: key,
    unique,
  }
}

/** The columns name the key, and the target too where one list of columns points to several tables. */
function distinguishing({ table }: OwnedTable, key: ForeignKey): readonly string[] {
  const alike = table.foreignKeys.filter((other) => other !== key && sameNames(other.columns, key.columns))
  return alike.length === 0 ? key.columns : [...key.columns, key.references.table]
}

function uniqueFor(target: OwnedTable, key: ForeignKey): { readonly added: TenantUnique | null } {
  const columns = [tenantColumn(target) as string, ...key.references.columns]
  const { primaryKey, uniques, indexes } = target.table
  const serves =
    sameNames(primaryKey, columns) ||
    uniques.some((unique) => sameNames(unique.columns, columns)) ||
    indexes.some((index) => index.unique && !index.partial && sameNames(index.columns, columns))
  if (serves) return { added: null }
  return {
    added: {
      kind: 'unique',
      name: objectName(target.table.name, columns, 'tenant_key'),
      table: target,
      columns,
    },
  }
}
