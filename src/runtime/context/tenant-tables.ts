/** A column that holds the tenant: `tenant_id` of a direct table, the key of the root. */
export interface TenantColumn {
  readonly schema: string
  readonly table: string
  readonly column: string
  /** Whether rows without a tenant are read by all. */
  readonly shared: boolean
}

/** The part of the manifest's tables that the layers work by. */
export interface TenancyTable {
  readonly schema: string
  readonly name: string
  readonly ownership: { readonly kind: string; readonly column?: string; readonly shared?: boolean }
  readonly columns?: readonly { readonly name: string }[]
}

/** The tenant columns of a tenancy, from its manifest. */
export const tenantColumns = (tables: readonly TenancyTable[]): readonly TenantColumn[] =>
  tables.flatMap(({ schema, name, ownership: { kind, column, shared = false } }) =>
    (kind === 'root' || kind === 'direct') && column !== undefined
      ? [{ schema, table: name, column, shared }]
      : [],
  )
