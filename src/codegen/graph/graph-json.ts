import type { Finding } from '../../model/finding.js'
import type { OwnedTable, Ownership, TenancyGraph } from '../../model/graph.js'
import type { ReferentialAction, View } from '../../model/schema.js'

/** What `tenantry graph --json` prints: a contract, changed only by adding to it or with another version. */
export interface GraphJson {
  readonly version: 1
  readonly tables: readonly GraphTableJson[]
  readonly views: readonly GraphViewJson[]
  readonly findings: readonly Finding[]
}

export interface GraphTableJson {
  readonly schema: string
  readonly name: string
  readonly file: string
  readonly line: number
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly notNull: boolean
    readonly hasDefault: boolean
  }[]
  readonly primaryKey: readonly string[]
  /** Unique constraints and columns made with `.unique()`; unique indexes are indexes. */
  readonly uniques: readonly { readonly name: string | null; readonly columns: readonly string[] }[]
  readonly indexes: readonly {
    readonly name: string | null
    readonly columns: readonly (string | null)[]
    readonly unique: boolean
  }[]
  readonly foreignKeys: readonly {
    readonly columns: readonly string[]
    readonly references: {
      readonly schema: string
      readonly table: string
      readonly columns: readonly string[]
    }
    readonly onDelete: ReferentialAction
    readonly onUpdate: ReferentialAction
  }[]
  readonly ownership: OwnershipJson
}

/** A view: without `securityInvoker`, and when it is materialized, it shows rows past row-level security. */
export interface GraphViewJson {
  readonly schema: string
  readonly name: string
  readonly file: string
  readonly line: number
  readonly materialized: boolean
  readonly securityInvoker: boolean
  readonly existing: boolean
}

export type OwnershipJson =
  | { readonly kind: 'root'; readonly column: string }
  | { readonly kind: 'direct'; readonly column: string; readonly shared?: true }
  | { readonly kind: 'through'; readonly path: readonly string[]; readonly parent: string }
  | { readonly kind: 'identity'; readonly members: string }
  | { readonly kind: 'shared' | 'system' | 'unclassified' }

/** The graph as its contract shows it, with the findings of the reading and the graph's own, each once. */
export const graphJson = (graph: TenancyGraph, findings: readonly Finding[]): GraphJson => ({
  version: 1,
  tables: graph.tables.map(tableJson),
  views: graph.views.map(viewJson),
  findings: [...new Set([...findings, ...graph.findings])],
})

const tableJson = ({ table, ownership }: OwnedTable): GraphTableJson => ({
  schema: table.schema,
  name: table.name,
  file: table.place.file,
  line: table.place.line,
  columns: table.columns.map(({ name, type, notNull, hasDefault }) => ({ name, type, notNull, hasDefault })),
  primaryKey: table.primaryKey,
  uniques: table.uniques.map(({ name, columns }) => ({ name, columns })),
  indexes: table.indexes.map(({ name, columns, unique }) => ({ name, columns, unique })),
  foreignKeys: table.foreignKeys.map(({ columns, references, onDelete, onUpdate }) => ({
    columns,
    references: { schema: references.schema, table: references.table, columns: references.columns },
    onDelete,
    onUpdate,
  })),
  ownership: ownershipJson(ownership),
})

const viewJson = ({ schema, name, place, materialized, securityInvoker, existing }: View): GraphViewJson => ({
  schema,
  name,
  file: place.file,
  line: place.line,
  materialized,
  securityInvoker,
  existing,
})

function ownershipJson(ownership: Ownership): OwnershipJson {
  switch (ownership.kind) {
    case 'root':
      return { kind: 'root', column: ownership.column }
    case 'direct':
      return { kind: 'direct', column: ownership.column, ...(ownership.shared ? { shared: true } : {}) }
    case 'through':
      return { kind: 'through', path: ownership.path, parent: ownership.parent }
    case 'identity':
      return { kind: 'identity', members: ownership.members }
    case 'shared':
    case 'system':
    case 'unclassified':
      return { kind: ownership.kind }
    default:
      return ownership satisfies never
  }
}
