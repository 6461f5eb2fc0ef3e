import type { Finding } from './finding.js'
import type { ForeignKey, OnErase, Table, View } from './schema.js'

/** Whose row is it (DESIGN section 3). Names are column names; tables are `schema.name`. */
export type Ownership =
  | { readonly kind: 'root'; readonly column: string; readonly status: string | null }
  | { readonly kind: 'direct'; readonly column: string; readonly shared: boolean }
  | {
      readonly kind: 'through'
      /** Foreign-key columns from this table up to the one that holds the tenant, a step after the other. */
      readonly path: readonly string[]
      /** The next table on that path. */
      readonly parent: string
      /** The foreign key to `parent`. */
      readonly key: ForeignKey
    }
  | {
      readonly kind: 'identity'
      /** The table that says who is a member of which tenant. */
      readonly members: string
      /** The key in `members` that points here. */
      readonly key: ForeignKey
    }
  | { readonly kind: 'shared' }
  | { readonly kind: 'system' }
  | { readonly kind: 'unclassified' }

export interface OwnedTable {
  /** `schema.name`. */
  readonly id: string
  readonly table: Table
  readonly ownership: Ownership
  readonly onErase: OnErase
}

export interface TenancyGraph {
  /** Sorted by id. */
  readonly tables: readonly OwnedTable[]
  /** Sorted by id too. */
  readonly views: readonly View[]
  /** The root's id, or null when there is none (then `findings` says so). */
  readonly root: string | null
  /**
   * Strongly connected components of the foreign keys, referenced tables before the ones that refer to them; ids sorted
   * within. Every direct table refers to the root, by a key of its own or by the one that the plan adds.
   */
  readonly components: readonly (readonly string[])[]
  readonly findings: readonly Finding[]
}
