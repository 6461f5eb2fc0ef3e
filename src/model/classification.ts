/**
 * Whose rows a table holds, said in `tenantry.config.ts` for a table whose source is not marked (DESIGN section 3).
 * Names are those of the database, `schema.name` for tables outside `public`.
 */
export type Classification = (
  | { readonly kind: 'root'; readonly status?: string }
  /** Rows of one tenant, by the column `tenant`; with `shared` that column may be null, and those rows are read by all. */
  | { readonly kind: 'direct'; readonly tenant: string; readonly shared?: true }
  /** Rows that belong to whoever owns the row that the foreign key on the column `through` points to. */
  | { readonly kind: 'through'; readonly through: string }
  /** People, of whom a tenant sees those that the table `members` names. */
  | { readonly kind: 'identity'; readonly members: string }
  | { readonly kind: 'shared' }
  | { readonly kind: 'system' }
) & {
  /** What happens to the rows when their tenant is erased, as in the source; columns by their name in the database. */
  readonly onErase?:
    | 'delete'
    | { readonly retain: string }
    | { readonly anonymise: readonly [string, ...(readonly string[])] }
}

/**
 * By table. A key is a table's name (`invoices`, `auth.session`) or a pattern (`audit_*`, `auth.*`, `*.job_*`). A name
 * goes before a pattern, a pattern before one that takes a whole schema (`auth.*`, `*`), and that before `*.*`.
 */
export type Classifications = Readonly<Record<string, Classification>>
