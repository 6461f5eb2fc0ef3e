import { ts } from 'ts-morph'
import { enumValue } from '../evaluate/enum.js'
import type { Evaluator } from '../evaluate/evaluator.js'
import { bindPattern, patternNames } from '../evaluate/pattern.js'
import type { Binding, Scope, SourceUnit } from '../evaluate/scope.js'
import { runStatement } from '../evaluate/statements.js'
import { nothing } from '../values/make-value.js'
import { placeOf } from '../values/place.js'
import { unknown } from '../values/unknown.js'
import type { NamespaceValue, Site, UnknownValue, Value } from '../values/value.js'
import { lazyBinding } from './lazy-binding.js'
import { hasEffect, orderMatters } from './order-matters.js'

/** Gives what a module name leads to: a namespace, or why there is none. */
export type ImportModule = (specifier: string, site: Site) => NamespaceValue | UnknownValue

/** What a file needs of the others. */
export interface ModuleLinks {
  readonly importModule: ImportModule
  /** Runs a module that is imported for what it does: `import './rls'`. */
  readonly runModule: (specifier: string, site: Site) => void
  readonly evaluator: Evaluator
}

export interface DeclaredNames {
  readonly scope: Scope
  /** Runs the file, when the order of its statements matters and it did not run yet. */
  readonly run: () => void
  readonly hasRun: () => boolean
}

/**
 * The names that a file declares and imports, each computed when it is first read. A file with statements that do
 * something (an assignment, a loop, a call on a shared column builder) is run from top to bottom instead, as soon as
 * one of its names is read: such a statement may change what the names stand for.
 */
export const declareNames = (unit: SourceUnit, links: ModuleLinks): DeclaredNames => {
  const { evaluator } = links
  const scope: Scope = { file: unit, parent: null, names: new Map() }
  const inOrder: (() => void)[] = []
  let ran = !orderMatters(unit.source)

  const run = () => {
    if (ran) return
    ran = true
    for (const step of inOrder) step()
  }

  const declare = (name: string, binding: Binding) => {
    scope.names.set(name, {
      ...binding,
      read: () => {
        run()
        return binding.read()
      },
    })
  }

  /** Declares a name of which the statement itself is the value. */
  const declareAs = (name: ts.Identifier, make: () => Value) =>
    declare(name.text, lazyBinding(make, { node: name, scope }, { kind: 'other' }))

  for (const statement of unit.source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const { importClause, moduleSpecifier } = statement
      if (!ts.isStringLiteral(moduleSpecifier)) continue
      const specifier = moduleSpecifier.text
      if (importClause === undefined)
        inOrder.push(() => links.runModule(specifier, { node: statement, scope }))
      else declareImports(statement, importClause, specifier, scope, links.importModule, declare)
    } else if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        inOrder.push(declareVariable(declaration, scope, evaluator, declare))
      }
    } else if (ts.isFunctionDeclaration(statement)) {
      const { name, body } = statement
      if (name !== undefined && body !== undefined) {
        declareAs(name, () => ({ kind: 'closure', node: statement, scope }))
      }
    } else if (ts.isEnumDeclaration(statement)) {
      declareAs(statement.name, () => enumValue(statement, scope, evaluator))
    } else if (ts.isClassDeclaration(statement)) {
      const { name } = statement
      if (name !== undefined) {
        declareAs(name, () => unknown({ node: name, scope }, 'classes are not evaluated'))
      }
    } else if (hasEffect(statement)) {
      inOrder.push(() => runStatement(statement, scope, evaluator))
    }
  }
  return { scope, run, hasRun: () => ran }
}

type Declare = (name: string, binding: Binding) => void

function declareImports(
  statement: ts.ImportDeclaration,
  { isTypeOnly, name, namedBindings }: ts.ImportClause,
  specifier: string,
  scope: Scope,
  importModule: ImportModule,
  declare: Declare,
): void {
  if (isTypeOnly) return
  const from = (local: ts.Identifier, wanted: string | null, node: ts.Node) => {
    const site = { node, scope }
    const read = () => {
      const module = importModule(specifier, site)
      return module.kind === 'unknown' || wanted === null ? module : module.get(wanted, site)
    }
    declare(local.text, lazyBinding(read, site, { kind: 'import', specifier, name: wanted }))
  }
  if (name !== undefined) from(name, 'default', statement)
  if (namedBindings === undefined) return
  if (ts.isNamespaceImport(namedBindings)) {
    from(namedBindings.name, null, statement)
    return
  }
  for (const { isTypeOnly: isType, propertyName, name: local } of namedBindings.elements) {
    if (!isType) from(local, (propertyName ?? local).text, statement)
  }
}

/** Declares the names of a variable; what it returns computes them. */
function declareVariable(
  declaration: ts.VariableDeclaration,
  scope: Scope,
  evaluator: Evaluator,
  declare: Declare,
): () => void {
  const { name, initializer = null } = declaration
  const origin = { kind: 'variable', initializer } as const
  const parts = new Map<string, Value>()
  let computed = false
  const compute = () => {
    if (computed) return
    computed = true
    const value = initializer === null ? nothing : evaluator.evaluate(initializer, scope)
    bindPattern(name, value, scope, evaluator, (identifier, part) => {
      nameDeclared(part, { node: identifier, scope })
      parts.set(identifier.text, part)
    })
  }
  const bindings = patternNames(name).map((identifier) => {
    const site = { node: identifier, scope }
    const read = () => {
      compute()
      return parts.get(identifier.text) ?? unknown(site, 'its value is asked for while it is being made')
    }
    const binding = lazyBinding(read, site, origin)
    declare(identifier.text, binding)
    return binding
  })
  return () => {
    for (const binding of bindings) binding.read()
  }
}

/** A table or view stands where the first name that it gets is declared, also when a function of the project made it. */
function nameDeclared(value: Value, site: Site): void {
  const draft = value.kind === 'table' ? value.table : value.kind === 'view' ? value.view : null
  if (draft === null || draft.declared) return
  draft.declared = true
  draft.place = placeOf(site)
}
