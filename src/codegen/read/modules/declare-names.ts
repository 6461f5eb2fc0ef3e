import { ts } from 'ts-morph'
import { enumValue } from '../evaluate/enum.js'
import type { Evaluator } from '../evaluate/evaluator.js'
import { bindPattern, patternNames } from '../evaluate/pattern.js'
import type { Binding, Scope, SourceUnit } from '../evaluate/scope.js'
import { runStatement } from '../evaluate/statements.js'
import { taint } from '../evaluate/taint.js'
import { nothing } from '../values/make-value.js'
import { placeOf } from '../values/place.js'
import { unknown } from '../values/unknown.js'
import type { NamespaceValue, Site, UnknownValue, Value } from '../values/value.js'
import { lazyBinding } from './lazy-binding.js'

/** Gives what a module name leads to: a namespace, or why there is none. */
export type ImportModule = (specifier: string, site: Site) => NamespaceValue | UnknownValue

/** What a file needs of the others. */
export interface ModuleLinks {
  readonly importModule: ImportModule
  /** Runs a module that is imported for what it does: `import './rls'`. */
  readonly runModule: (specifier: string, site: Site) => void
  readonly evaluator: Evaluator
}

/** The name under which the expression of `export default` stands among a file's names. */
export const defaultName = '(default)'

export interface DeclaredNames {
  readonly scope: Scope
  /** Runs the file, unless it did already. */
  readonly run: () => void
  readonly hasRun: () => boolean
}

/**
 * The names that a file declares and imports. As soon as one is read the file is run as JavaScript runs it: first the
 * modules that it imports, then its statements from top to bottom, since any of them may change what the names stand
 * for, and a column builder that two tables share takes its name from the first. Where modules import one another in a
 * circle, a name is computed when it is read.
 */
export const declareNames = (unit: SourceUnit, links: ModuleLinks): DeclaredNames => {
  const { evaluator } = links
  const scope: Scope = { file: unit, parent: null, names: new Map() }
  const imported: (() => void)[] = []
  const inOrder: (() => void)[] = []
  let ran = false

  const run = () => {
    if (ran) return
    ran = true
    for (const step of [...imported, ...inOrder]) step()
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

  const taintBy = (node: ts.Node, reason: string) =>
    taint(node, scope, unknown({ node, scope }, reason), evaluator)

  for (const statement of unit.source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const { importClause, moduleSpecifier } = statement
      if (!ts.isStringLiteral(moduleSpecifier)) continue
      const specifier = moduleSpecifier.text
      if (importClause?.isTypeOnly !== true) {
        imported.push(() => links.runModule(specifier, { node: statement, scope }))
      }
      if (importClause !== undefined) {
        declareImports(statement, importClause, specifier, scope, links.importModule, declare)
      }
    } else if (ts.isExportDeclaration(statement)) {
      const { moduleSpecifier, isTypeOnly } = statement
      if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier) || isTypeOnly) continue
      const specifier = moduleSpecifier.text
      imported.push(() => links.runModule(specifier, { node: statement, scope }))
    } else if (ts.isImportEqualsDeclaration(statement)) {
      const specifier = requiredModule(statement)
      const site = { node: statement, scope }
      const read = (): Value =>
        specifier === null
          ? unknown(site, 'this kind of import is not followed')
          : links.importModule(specifier, site)
      const origin = specifier === null ? null : ({ kind: 'import', specifier, name: null } as const)
      declare(statement.name.text, lazyBinding(read, site, origin ?? { kind: 'other' }))
    } else if (ts.isExportAssignment(statement)) {
      if (statement.isExportEquals === true) continue
      const { expression } = statement
      const binding = lazyBinding(
        () => evaluator.evaluate(expression, scope),
        { node: expression, scope },
        { kind: 'variable', initializer: expression },
      )
      declare(defaultName, binding)
      inOrder.push(() => binding.read())
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
      inOrder.push(() => taintBy(statement, 'classes are not evaluated'))
    } else if (ts.isModuleDeclaration(statement)) {
      const { name, body } = statement
      if (body === undefined || isDeclared(statement)) continue
      if (ts.isIdentifier(name)) {
        declareAs(name, () => unknown({ node: name, scope }, 'namespaces are not evaluated'))
      }
      inOrder.push(() => taintBy(statement, 'namespaces are not evaluated'))
    } else if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) {
      inOrder.push(() => runStatement(statement, scope, evaluator))
    }
  }
  return { scope, run, hasRun: () => ran }
}

type Declare = (name: string, binding: Binding) => void

/** `y` of `import x = require('y')`. */
function requiredModule({ moduleReference, isTypeOnly }: ts.ImportEqualsDeclaration): string | null {
  if (isTypeOnly || !ts.isExternalModuleReference(moduleReference)) return null
  const { expression } = moduleReference
  return ts.isStringLiteral(expression) ? expression.text : null
}

const isDeclared = (node: ts.ModuleDeclaration): boolean =>
  ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true

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
