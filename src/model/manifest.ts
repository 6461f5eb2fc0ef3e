import type { ErasurePlan, ExportPlan } from './plan.js'
import type { RoleNames } from './settings.js'
import type { TenantIdType } from './tenant-id.js'

/** `generated/tenancy.json`: what the database must look like, and what the runtime works by. Versioned. */
export interface Manifest {
  readonly version: 1
  /** SHA-256 over the canonical JSON of everything else in the manifest. */
  readonly hash: string
  readonly tenant: {
    readonly type: TenantIdType
    readonly root: string
    readonly column: string
    readonly status: string | null
  }
  readonly roles: RoleNames
  readonly tables: readonly ManifestTable[]
  readonly erasure: ErasurePlan
  readonly export: ExportPlan
}

export interface ManifestTable {
  readonly schema: string
  readonly name: string
  readonly ownership: ManifestOwnership
  readonly columns: readonly { readonly name: string; readonly type: string; readonly notNull: boolean }[]
  readonly primaryKey: readonly string[]
  readonly policies: readonly ManifestPolicy[]
  readonly grants: readonly {
    readonly role: string
    readonly privilege: string
    readonly columns: readonly string[] | null
  }[]
  /** Unique keys, indexes and foreign keys that the plan adds, by name. */
  readonly adds: readonly {
    readonly kind: 'unique' | 'index' | 'foreign-key'
    readonly name: string
    readonly columns: readonly string[]
  }[]
}

export type ManifestOwnership =
  | { readonly kind: 'root'; readonly column: string }
  | { readonly kind: 'direct'; readonly column: string; readonly shared: boolean }
  | { readonly kind: 'through'; readonly path: readonly string[]; readonly parent: string }
  | { readonly kind: 'identity'; readonly members: string }
  | { readonly kind: 'shared' }
  | { readonly kind: 'system' }

export interface ManifestPolicy {
  readonly name: string
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete'
  readonly permissive: boolean
  readonly roles: readonly string[]
  readonly using: string | null
  readonly check: string | null
}

/**
 * The comment on `tenantry.manifest` that says which manifest a database was brought to. The app's login reads no table
 * of the schema `tenantry` outside a tenant, but anybody reads comments, and the owner of a table alone writes them.
 */
export const manifestComment = ({ version, hash }: Pick<Manifest, 'version' | 'hash'>): string =>
  `tenantry manifest ${version} ${hash}`
