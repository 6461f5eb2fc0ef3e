/** What a statement is, which decides where in a migration it stands. */
export type StatementKind =
  | 'role'
  | 'schema'
  | 'function'
  | 'unique'
  | 'index'
  | 'foreign-key'
  | 'rls'
  | 'policy'
  | 'grant'
  | 'manifest'

/** One SQL statement of the plan. */
export interface Statement {
  /** Stable over runs and over changes of the text: `policy:public.invoices:tenantry_select`. */
  readonly id: string
  readonly kind: StatementKind
  /** `schema.name` of the table that it belongs to and disappears with, or null. */
  readonly table: string | null
  /** For a foreign key: the table that it points to, whose rows are read when the key is checked. */
  readonly target?: string
  /** Exactly one SQL command. */
  readonly sql: string
  /** One SQL command that undoes it and does no harm where it is already undone; null when nothing is to undo. */
  readonly inverse: string | null
  /** What the statement protects against: the comment above it in the migration. */
  readonly reason: string
  /** Ids of statements that this one rests on: when one of them changes, this one is made anew. */
  readonly needs: readonly string[]
  /** An SQL expression that is true when the database already has it (`tenantry apply`); null: just run it again. */
  readonly stands: string | null
  /** How `gen --online` splits it, for statements that would lock a large table. */
  readonly online?: OnlineForm
}

export interface OnlineForm {
  /** Runs outside a transaction, before the migration. */
  readonly before: readonly string[]
  /** Stands in the migration instead of `sql`; null when `before` did it all. */
  readonly sql: string | null
  /** Runs after the migration, by a role that sees all rows. */
  readonly after: readonly string[]
}

export interface IsolationPlan {
  /** In the order in which they run. */
  readonly statements: readonly Statement[]
}

/** One step of an erasure: one component of the foreign-key graph, deleted by one statement. */
export interface ErasureStep {
  readonly tables: readonly ErasureTable[]
}

export interface ErasureTable {
  readonly table: string
  readonly mode: 'delete' | 'anonymise' | 'retain'
  readonly reason: string | null
  /** Which rows are the tenant's. */
  readonly predicate: RowPredicate
}

/** A tenant's rows of a table: by column, or by the row that a foreign key points to. */
export type RowPredicate =
  | { readonly by: 'column'; readonly column: string }
  | {
      readonly by: 'parent'
      readonly columns: readonly string[]
      readonly parent: string
      readonly parentColumns: readonly string[]
      readonly parentPredicate: RowPredicate
    }

/** Children before parents. */
export interface ErasurePlan {
  readonly steps: readonly ErasureStep[]
}

/** Parents before children: the order in which an archive is written and read back. */
export interface ExportPlan {
  readonly steps: readonly { readonly tables: readonly ExportTable[] }[]
}

export interface ExportTable {
  readonly table: string
  readonly predicate: RowPredicate
  /** All columns but generated ones. */
  readonly columns: readonly string[]
}
