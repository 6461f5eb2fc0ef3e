import type { ts } from 'ts-morph'
import type { Scope, SourceUnit } from '../evaluate/scope.js'
import type { Site, UnknownValue, Value } from '../values/value.js'

/** A file of the project as a module. Nothing in it is evaluated until a name is asked for. */
export interface Module {
  readonly unit: SourceUnit
  readonly scope: Scope
  /** Runs the file, unless it did already. */
  readonly run: () => void
  readonly hasRun: () => boolean
  /** Exports under their own names, without those of `export *`. */
  readonly own: ReadonlyMap<string, ModuleExport>
  readonly stars: readonly StarExport[]
  /** Why exports may be missing that the file makes as CommonJS does, `module.exports = …`; null when it makes none. */
  readonly commonJs: UnknownValue | null
}

export interface ModuleExport {
  readonly name: string
  readonly read: () => Value
  /** Where the export stands. */
  readonly site: Site
  /** The name in its own file, when it is declared there; null for what is imported, and for what has none. */
  readonly local: string | null
  /** The expression of a default export; null for anything else. */
  readonly expression: ts.Expression | null
  /** Where the name comes from, when it is not declared here; `name` is null for a whole module. */
  readonly from: { readonly specifier: string; readonly name: string | null } | null
}

/** `export * from './x'`. */
export interface StarExport {
  readonly specifier: string
  readonly site: Site
}
