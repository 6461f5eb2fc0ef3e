import type { OnErase } from '../../model/schema.js'

/** Which of the functions made a table, and with which options. Columns are named by their keys in the table object. */
export type TableMark = TableMarkKind & {
  /** What happens to the rows when their tenant is erased; `columns` of `anonymise` are keys. */
  readonly onErase: OnErase
}

export type TableMarkKind =
  | { readonly kind: 'root'; readonly status: string | null }
  | { readonly kind: 'direct'; readonly tenant: string; readonly shared: boolean }
  | { readonly kind: 'through'; readonly through: string }
  | { readonly kind: 'identity'; readonly members: () => unknown }
  | { readonly kind: 'shared' }
  | { readonly kind: 'system' }

// Symbol.for: drizzle-kit loads a copy of this module as CommonJS, and both copies must know each other's marks.
const markKey = Symbol.for('tenantry:table')

/** Attaches the mark where neither drizzle nor a spread of the table sees it; aliases of the table forward it. */
export const attachMark = <Table extends object>(table: Table, mark: TableMark): Table =>
  Object.defineProperty(table, markKey, { value: Object.freeze(mark), enumerable: false })

/** The mark of a drizzle table or of an alias of it; null for a table that none of our functions made. */
export const readMark = (table: object): TableMark | null =>
  (table as { readonly [markKey]?: TableMark })[markKey] ?? null
