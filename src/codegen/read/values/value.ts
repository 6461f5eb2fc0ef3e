import type { ts } from 'ts-morph'
import type { SourcePlace } from '../../../model/schema.js'
import type { Scope } from '../evaluate/scope.js'
import type { ColumnDraft } from './column-draft.js'
import type { ExtraDraft } from './extra-draft.js'
import type { TableDraft } from './table-draft.js'
import type { ViewDraft } from './view-draft.js'

/** What an expression of a schema file stands for, as far as it can be told without running it. */
export type Value =
  | LiteralValue
  | ObjectValue
  | ArrayValue
  | ClosureValue
  | NativeValue
  | NamespaceValue
  | TableValue
  | ColumnValue
  | BuilderValue
  | ExtraValue
  | ViewValue
  | OpaqueValue
  | UnknownValue

export type Primitive = string | number | bigint | boolean | null | undefined

export interface LiteralValue {
  readonly kind: 'literal'
  readonly value: Primitive | RegExp
}

/** A plain object. `gap` says that it may have further keys, or other values under its keys, and why. */
export interface ObjectValue {
  readonly kind: 'object'
  readonly entries: Map<string, Value>
  gap: UnknownValue | null
}

/** An array. `gap` says that it may have further items, and why. */
export interface ArrayValue {
  readonly kind: 'array'
  readonly items: Value[]
  gap: UnknownValue | null
  /** A `Set`, which has other methods. */
  readonly isSet?: true
}

/** A function of the user's, with the scope that it closes over. */
export interface ClosureValue {
  readonly kind: 'closure'
  readonly node: ts.FunctionLikeDeclaration
  readonly scope: Scope
}

/** Where a call or a property access stands. */
export interface Site {
  readonly node: ts.Node
  readonly scope: Scope
}

/** A function that we know: drizzle's, tenantry's, or JavaScript's own. */
export interface NativeValue {
  readonly kind: 'native'
  readonly name: string
  readonly call: (args: readonly Value[], site: Site) => Value
  /** Properties of the function object, for example `enumValues` of a pgEnum. */
  readonly members?: ReadonlyMap<string, Value>
  /** What it makes, for the question whether an expression that was not understood may have made a table. */
  readonly makes?: 'table' | 'column'
}

/** `import * as x`, or a package that we know. */
export interface NamespaceValue {
  readonly kind: 'namespace'
  readonly name: string
  readonly get: (name: string, site: Site) => Value
  readonly names: () => readonly string[]
  /** Why it may have further names. */
  readonly gap?: () => UnknownValue | null
}

export interface TableValue {
  readonly kind: 'table'
  readonly table: TableDraft
}

/** A column of a table that exists: `users.id`, or `t.id` in an extra config. */
export interface ColumnValue {
  readonly kind: 'column'
  readonly table: TableDraft
  readonly key: string
}

/** A column that is being described: `text('name').notNull()`. Its methods change it, as drizzle's do. */
export interface BuilderValue {
  readonly kind: 'builder'
  readonly column: ColumnDraft
}

export interface ExtraValue {
  readonly kind: 'extra'
  readonly extra: ExtraDraft
}

/** A view, or its builder before `.as()`. */
export interface ViewValue {
  readonly kind: 'view'
  readonly view: ViewDraft
}

/** Known not to be a table, a column or a part of one: sql, relations, policies, types of a validator. */
export interface OpaqueValue {
  readonly kind: 'opaque'
  readonly what: string
}

/** Not understood. Travels unchanged through whatever is built on it, so that a finding can name the cause. */
export interface UnknownValue {
  readonly kind: 'unknown'
  /** TEN103: an import that leads nowhere; TEN104: an expression that cannot be evaluated. */
  readonly code: 'TEN103' | 'TEN104'
  readonly reason: string
  readonly expression: string
  readonly place: SourcePlace
}
