/** What a Drizzle schema says, as read from its source files or from its table objects: plain data, no behaviour. */

/** `on delete` and `on update` actions, in Postgres' words. */
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

/** Where something stands in the source: path relative to the project, 1-based line and column. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface QualifiedName {
  readonly schema: string
  readonly name: string
}

export interface Column {
  /** The name in the database. */
  readonly name: string
  /** The key in the table object: `projectId` for `project_id`. */
  readonly key: string
  /** The SQL type as drizzle's `getSQLType()` gives it, for example `uuid`, `varchar(24)`, `text[]`, `serial`. */
  readonly type: string
  readonly notNull: boolean
  readonly hasDefault: boolean
  /** An identity column: who gives the value. */
  readonly identity?: 'always' | 'byDefault'
  /** A stored generated column. */
  readonly generated?: boolean
  readonly place?: SourcePlace
}

export interface UniqueConstraint {
  readonly name: string | null
  readonly columns: readonly string[]
}

export interface Index {
  readonly name: string | null
  /** Column names in order; `null` where an entry is an expression. */
  readonly columns: readonly (string | null)[]
  readonly unique: boolean
  /** True when it has a WHERE clause: it then serves no key. */
  readonly partial: boolean
}

export interface ForeignKey {
  readonly name: string | null
  readonly columns: readonly string[]
  readonly references: {
    readonly schema: string
    readonly table: string
    readonly columns: readonly string[]
  }
  readonly onDelete: ReferentialAction
  readonly onUpdate: ReferentialAction
  readonly place?: SourcePlace
}

export interface Table extends QualifiedName {
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  readonly uniques: readonly UniqueConstraint[]
  readonly indexes: readonly Index[]
  readonly foreignKeys: readonly ForeignKey[]
  /** Whether drizzle itself switches row-level security on in the table's migration (`.enableRLS()` or a mark). */
  readonly rls: boolean
  /** How the source marks it, or null when it is a plain drizzle table. */
  readonly mark: SchemaMark | null
  /** The entry of `tables` in the configuration that the mark comes from, when its source has none. */
  readonly classifiedBy?: string
  readonly place: SourcePlace
}

/** What happens to a table's rows when their tenant is erased; `retain` needs the reason. */
export type OnErase =
  | { readonly mode: 'delete' }
  | { readonly mode: 'retain'; readonly reason: string }
  | { readonly mode: 'anonymise'; readonly columns: readonly string[] }

/** A mark as written in the source, its column keys already turned into column names. */
export type SchemaMark = SchemaMarkKind & { readonly onErase: OnErase }

type SchemaMarkKind =
  | { readonly kind: 'root'; readonly status: string | null }
  | { readonly kind: 'direct'; readonly column: string; readonly shared: boolean }
  | { readonly kind: 'through'; readonly column: string }
  | { readonly kind: 'identity'; readonly members: QualifiedName | null }
  | { readonly kind: 'shared' }
  | { readonly kind: 'system' }

/** A view that the schema declares: by default it reads with its owner's rights, and then past row-level security. */
export interface View extends QualifiedName {
  readonly materialized: boolean
  /** Whether it reads with the rights and under the policies of whoever asks (`security_invoker`; manual, CREATE VIEW). */
  readonly securityInvoker: boolean
  /** Declared with `.existing()`: somebody else creates it, and what it reads is not known. */
  readonly existing: boolean
  readonly place: SourcePlace
}

export interface Schema {
  /** Sorted by schema, then name. */
  readonly tables: readonly Table[]
  /** Sorted as the tables are. */
  readonly views: readonly View[]
}
