import type { Columns, KeyOf } from './table-types.js'

/**
 * What happens to the rows when their tenant is erased: they are deleted (the default), kept for a reason that the
 * audit log records, or kept with the named columns emptied.
 */
type OnEraseOption<C extends Columns> =
  | 'delete'
  | { readonly retain: string }
  | { readonly anonymise: readonly KeyOf<C>[] }

export interface CommonOptions<C extends Columns> {
  readonly onErase?: OnEraseOption<C>
}

export interface RootOptions<C extends Columns> extends CommonOptions<C> {
  /** The column that says whether the tenant is served; unless given, the one made by `tenantStatus()`. */
  readonly status?: KeyOf<C>
}

export interface TenantOptions<C extends Columns, T extends string, Shared extends true>
  extends CommonOptions<C> {
  /** The key of the table's own tenant column; without it the table gets one. */
  readonly tenant?: T
  /** Rows whose tenant is null are read by every tenant and written by none. */
  readonly shared?: Shared
}

export interface ChildOptions<C extends Columns> extends CommonOptions<C> {
  /** The key of the column whose foreign key leads to the owning row. */
  readonly through: KeyOf<C>
}

export interface IdentityOptions<C extends Columns> extends CommonOptions<C> {
  /**
   * The table that says which people are members of which tenant, as a function because it refers back to this one.
   * Typed as giving nothing: TypeScript would else need that table's type to know this one's, and the other way round.
   */
  readonly members: () => void
}
