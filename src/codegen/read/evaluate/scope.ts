import type { ts } from 'ts-morph'
import type { Value } from '../values/value.js'

/** A parsed file, and its path relative to the project with forward slashes. */
export interface SourceUnit {
  readonly source: ts.SourceFile
  readonly path: string
  /** Absolute. */
  readonly file: string
}

/** A name's value, computed when it is first read. */
export interface Binding {
  readonly read: () => Value
  readonly write: (value: Value) => void
  readonly origin: Origin
}

/** Where a name comes from, for the question what an expression that uses it could have made. */
export type Origin =
  /** `name` in the module `specifier`; null for the module as a whole. */
  | { readonly kind: 'import'; readonly specifier: string; readonly name: string | null }
  | { readonly kind: 'variable'; readonly initializer: ts.Expression | null }
  | { readonly kind: 'other' }

export interface Scope {
  readonly file: SourceUnit
  readonly parent: Scope | null
  readonly names: Map<string, Binding>
}

export const childScope = (parent: Scope): Scope => ({ file: parent.file, parent, names: new Map() })

export const lookup = (
  scope: Scope,
  name: string,
): { readonly binding: Binding; readonly scope: Scope } | null => {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const binding = at.names.get(name)
    if (binding !== undefined) return { binding, scope: at }
  }
  return null
}

/** A scope beside another, with names of its own that have the same values now. */
export const copyScope = (scope: Scope): Scope => {
  const copy: Scope = { ...scope, names: new Map() }
  for (const [name, binding] of scope.names) define(copy, name, binding.read())
  return copy
}

/** A name that has its value already: a parameter, a variable of a function that is being run. */
export const define = (scope: Scope, name: string, value: Value): void => {
  let current = value
  scope.names.set(name, {
    read: () => current,
    write: (next) => {
      current = next
    },
    origin: { kind: 'other' },
  })
}
