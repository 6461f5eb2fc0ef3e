/**
 * A schema as plain data, together with how each part of it is written down. Other tables and columns are named by any
 * number, taken modulo how many there are, so that whatever fast-check makes or shrinks is a schema.
 */
export interface SchemaSpec {
  readonly casing: 'snake_case' | 'camelCase' | undefined
  readonly tables: readonly TableSpec[]
  /** Columns that several tables spread. */
  readonly groups: readonly GroupSpec[]
  readonly layout: Layout
}

export interface TableSpec {
  /** Its name in the database; a table creator puts a prefix in front of it. */
  readonly name: string
  readonly schema: 'billing' | 'Auth' | null
  readonly columns: readonly ColumnSpec[]
  readonly groups: readonly number[]
  readonly primaryKey: PrimaryKeySpec | null
  readonly extras: readonly ExtraSpec[]
  readonly rls: 'none' | 'chained' | 'statement'
  readonly style: TableStyle
}

export interface ColumnSpec {
  readonly key: string
  /** Null for a column that takes its key as name. */
  readonly name: string | null
  readonly type: ColumnType
  readonly steps: readonly Step[]
  readonly written: ColumnStyle
}

export interface ColumnType {
  /** A builder of drizzle, or one that the project makes: see own-builders.ts. */
  readonly builder: string
  readonly options: Readonly<Record<string, string | number | boolean>> | null
}

/** A method of the chain: as text, with KEY for the column's key, or a reference. */
export type Step = string | ReferenceSpec

export interface ReferenceSpec {
  readonly table: number
  readonly column: number
  readonly actions: Actions | null
  readonly written: 'arrow' | 'typed' | 'function' | 'constant'
}

export interface Actions {
  readonly onDelete?: string
  readonly onUpdate?: string
}

export interface PrimaryKeySpec {
  readonly columns: readonly number[]
  readonly named: boolean
  readonly written: 'inline' | 'object' | 'arguments'
}

export type ExtraSpec =
  | {
      readonly kind: 'unique'
      readonly named: boolean
      readonly columns: readonly number[]
      readonly nulls: boolean
      /** Whether the columns come as a list that is spread. */
      readonly spread: boolean
    }
  | {
      readonly kind: 'index'
      readonly named: boolean
      readonly unique: boolean
      readonly entries: readonly IndexEntry[]
      readonly method: 'on' | 'onOnly' | 'using'
      readonly tail: readonly string[]
    }
  | {
      readonly kind: 'foreign-key'
      readonly named: boolean
      readonly columns: readonly number[]
      readonly table: number
      readonly foreignColumns: readonly number[]
      readonly actions: Actions
    }
  | { readonly kind: 'other'; readonly text: 'check' | 'policy' }

/** An entry of an index: a column with what is called on it, or an expression. */
export interface IndexEntry {
  readonly column: number
  readonly order: string
  readonly expression: boolean
}

export interface GroupSpec {
  readonly columns: readonly ColumnSpec[]
  /** Repeated: its first builder stands under another key as well. */
  readonly written: 'constant' | 'function' | 'options' | 'repeated'
}

export type ColumnStyle =
  | 'inline'
  | 'helper'
  | 'named-helper'
  | 'spread-constant'
  | 'spread-call'
  | 'options-constant'
  | 'statements'
  | 'switched'

export interface TableStyle {
  readonly maker: 'direct' | 'creator' | 'factory' | 'curried' | 'entity' | 'destructured'
  readonly columns:
    | 'object'
    | 'callback'
    | 'destructured'
    | 'constant'
    | 'function'
    | 'assigned'
    | 'entries'
    | 'looped'
  readonly extras:
    | 'array'
    | 'object'
    | 'nested'
    | 'block'
    | 'destructured'
    | 'constant'
    | 'function'
    | 'spread'
    | 'looped'
  readonly names: 'literal' | 'constant' | 'template' | 'sum' | 'member' | 'enum' | 'computed'
  readonly exported: 'declaration' | 'clause' | 'renamed' | 'default'
}

/** How a file names other files; `~` is an alias of the tsconfig for the project's folder. */
export type Extension = '' | '.js' | '.ts' | '~'

export interface Layout {
  /** The file of each table, and what of it the index exports; as long as there are tables. */
  readonly files: readonly number[]
  readonly indexes: readonly ('star' | 'named' | 'renamed' | 'imported' | 'namespace' | 'chain')[]
  readonly imports: readonly ('named' | 'namespace' | 'aliased')[]
  readonly extensions: readonly Extension[]
  /** Whether a file imports tables from the index, which imports that file, where it can. */
  readonly throughIndex: readonly boolean[]
  /** Whether helpers stand in files of their own. */
  readonly sharedHelpers: boolean
  readonly entries: 'index' | 'files'
}
