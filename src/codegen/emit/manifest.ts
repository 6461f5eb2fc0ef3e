import { createHash } from 'node:crypto'
import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { Manifest, ManifestOwnership, ManifestTable } from '../../model/manifest.js'
import type { RoleNames } from '../../model/settings.js'
import { tableGrants } from '../plan/grants.js'
import { planErasure, planExport } from '../plan/plan-lifecycle.js'
import { tablePolicies } from '../plan/policies.js'
import { rootKeyType } from '../plan/root-key.js'
import { rowConditions } from '../plan/row-conditions.js'
import { tenantIndexes } from '../plan/tenant-indexes.js'
import { tenantKeys } from '../plan/tenant-keys.js'

/** What a database of this tenancy looks like, as data: for the runtime, `doctor`, and the app that checks at its start. */
export const buildManifest = (graph: TenancyGraph, roles: RoleNames): Manifest => {
  const key = rootKeyType(graph)
  const content: Omit<Manifest, 'hash'> = {
    version: 1,
    tenant: { type: key.id, root: key.table, column: key.column, status: key.status },
    roles,
    tables: manifestTables(graph, roles),
    erasure: planErasure(graph),
    export: planExport(graph),
  }
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex')
  const { version, ...rest } = content
  return { version, hash, ...rest }
}

function manifestTables(graph: TenancyGraph, roles: RoleNames): readonly ManifestTable[] {
  const keys = tenantKeys(graph)
  const indexes = tenantIndexes(graph, keys)
  const conditions = rowConditions(graph)
  const mine = <T extends { readonly table: OwnedTable }>(list: readonly T[], owned: OwnedTable) =>
    list.filter(({ table }) => table === owned)
  return graph.tables.flatMap((owned): readonly ManifestTable[] => {
    const ownership = manifestOwnership(owned)
    if (ownership === null) return []
    const own = conditions.of(owned)
    return [
      {
        schema: owned.table.schema,
        name: owned.table.name,
        ownership,
        columns: owned.table.columns.map(({ name, type, notNull }) => ({ name, type, notNull })),
        primaryKey: owned.table.primaryKey,
        policies: (own === null ? [] : tablePolicies(graph, owned, own, roles)).map(
          ({ reason: _, ...policy }) => policy,
        ),
        grants: tableGrants(graph, owned, roles),
        adds: [
          ...mine(keys.uniques, owned).map(({ name, columns }) => ({
            kind: 'unique' as const,
            name,
            columns,
          })),
          ...mine(indexes, owned).map(({ name, columns }) => ({ kind: 'index' as const, name, columns })),
          ...mine(keys.foreignKeys, owned).map(({ name, columns }) => ({
            kind: 'foreign-key' as const,
            name,
            columns,
          })),
        ],
      },
    ]
  })
}

function manifestOwnership({ ownership }: OwnedTable): ManifestOwnership | null {
  switch (ownership.kind) {
    case 'root':
      return { kind: 'root', column: ownership.column }
    case 'direct':
      return { kind: 'direct', column: ownership.column, shared: ownership.shared }
    case 'through':
      return { kind: 'through', path: ownership.path, parent: ownership.parent }
    case 'identity':
      return { kind: 'identity', members: ownership.members }
    case 'shared':
    case 'system':
      return { kind: ownership.kind }
    case 'unclassified':
      return null
    default:
      return ownership satisfies never
  }
}
