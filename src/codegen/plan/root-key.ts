import type { TenancyGraph } from '../../model/graph.js'
import type { TenantIdType } from '../../model/tenant-id.js'
import { tableLookup } from './facts-of-table.js'

/** The tenants' key: the root's column and its type, for the runtime and as `current_tenant()` returns it. */
export interface RootKey {
  readonly table: string
  readonly column: string
  readonly status: string | null
  readonly id: TenantIdType
  /** The type that the function returns: varchar columns compare as text. */
  readonly sql: string
}

const types: Record<string, { readonly id: TenantIdType; readonly sql: string }> = {
  uuid: { id: 'uuid', sql: 'uuid' },
  text: { id: 'text', sql: 'text' },
  varchar: { id: 'varchar', sql: 'text' },
  integer: { id: 'integer', sql: 'integer' },
  serial: { id: 'integer', sql: 'integer' },
  bigint: { id: 'bigint', sql: 'bigint' },
  bigserial: { id: 'bigint', sql: 'bigint' },
}

/** @throws Error when the graph has no root of a supported type: its findings say so, and nobody plans over errors. */
export const rootKeyType = (graph: TenancyGraph): RootKey => {
  const root = graph.root === null ? undefined : tableLookup(graph)(graph.root)
  if (root?.ownership.kind !== 'root') throw new Error('a plan needs a root table')
  const { column, status } = root.ownership
  const declared = root.table.columns.find(({ name }) => name === column)?.type ?? ''
  const type = types[declared.replace(/\(.*\)$/, '')]
  if (type === undefined)
    throw new Error(`the root's key ${root.id}.${column} has the unsupported type ${declared}`)
  return { table: root.id, column, status, ...type }
}
