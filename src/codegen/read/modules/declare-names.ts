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

/** Gives what a module name leads to: a namespace, or why there is none. */
export type ImportModule = (specifier: string, site: Site) => NamespaceValue | UnknownValue

/**
 * The names that a file declares and imports, each computed when it is first read. A file with statements that do
 * something (an assignment, a loop) is run from top to bottom instead, as soon as one of its names is read: such a
 * statement may change what the names stand for.
 */
export const declareNames = (unit: SourceUnit, importModule: ImportModule, evaluator: Evaluator): Scope => {
  const { statements } = unit.source
  const scope: Scope = { file: unit, parent: null, names: new Map() }
  const effects = statements.filter(hasEffect)
  const inOrder: (() => void)[] = []
  let started = effects.length === 0

  const declare = (name: string, binding: Binding) => {
    scope.names.set(name, {
      ...binding,
      read: () => {
        if (!started) {
          started = true
          for (const step of inOrder) step()
        }
        return binding.read()
      },
    })
  }

  for (const statement of statements) {
    if (ts.isImportDeclaration(statement)) {
      declareImports(statement, scope, importModule, declare)
    } else if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        inOrder.push(declareVariable(declaration, scope, evaluator, declare))
      }
    } else if (ts.isFunctionDeclaration(statement)) {
      if (statement.name !== undefined && statement.body !== undefined) {
        const closure: Value = { kind: 'closure', node: statement, scope }
        declare(
          statement.name.text,
          lazyBinding(() => closure, { node: statement, scope }, { kind: 'other' }),
        )
      }
    } else if (ts.isEnumDeclaration(statement)) {
      const { name } = statement
      const make = () => enumValue(statement, scope, evaluator)
      declare(name.text, lazyBinding(make, { node: name, scope }, { kind: 'other' }))
    } else if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
      const site = { node: statement.name, scope }
      declare(
        statement.name.text,
        lazyBinding(() => unknown(site, 'classes are not evaluated'), site, { kind: 'other' }),
      )
    } else if (hasEffect(statement)) {
      inOrder.push(() => runStatement(statement, scope, evaluator))
    }
  }
  return scope
}

type Declare = (name: string, binding: Binding) => void

/** Whether a statement does something when it runs, beyond declaring. */
function hasEffect(node: ts.Statement): boolean {
  if (ts.isExpressionStatement(node)) return !ts.isStringLiteralLike(node.expression)
  return (
    ts.isIfStatement(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isBlock(node) ||
    ts.isTryStatement(node) ||
    ts.isSwitchStatement(node) ||
    ts.isLabeledStatement(node)
  )
}

function declareImports(
  statement: ts.ImportDeclaration,
  scope: Scope,
  importModule: ImportModule,
  declare: Declare,
): void {
  const { importClause, moduleSpecifier } = statement
  if (importClause === undefined || importClause.isTypeOnly || !ts.isStringLiteral(moduleSpecifier)) return
  const specifier = moduleSpecifier.text
  const from = (local: ts.Identifier, wanted: string | null, node: ts.Node) => {
    const site = { node, scope }
    const read = () => {
      const module = importModule(specifier, site)
      return module.kind === 'unknown' || wanted === null ? module : module.get(wanted, site)
    }
    declare(local.text, lazyBinding(read, site, { kind: 'import', specifier, name: wanted }))
  }
  const { name, namedBindings } = importClause
  if (name !== undefined) from(name, 'default', statement)
  if (namedBindings === undefined) return
  if (ts.isNamespaceImport(namedBindings)) {
    from(namedBindings.name, null, statement)
    return
  }
  for (const { isTypeOnly, propertyName, name: local } of namedBindings.elements) {
    if (!isTypeOnly) from(local, (propertyName ?? local).text, statement)
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
      nameTable(part, { node: identifier, scope })
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

/** A table stands where the first name that it gets is declared, also when a function of the project made it. */
function nameTable(value: Value, site: Site): void {
  if (value.kind !== 'table' || value.table.declared) return
  value.table.declared = true
  value.table.place = placeOf(site)
}
