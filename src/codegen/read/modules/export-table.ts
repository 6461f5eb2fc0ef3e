import { ts } from 'ts-morph'
import type { Evaluator } from '../evaluate/evaluator.js'
import { patternNames } from '../evaluate/pattern.js'
import { lookup, type Scope, type SourceUnit } from '../evaluate/scope.js'
import { unknown } from '../values/unknown.js'
import type { NamespaceValue, Site, Value } from '../values/value.js'
import { commonJsExports } from './common-js.js'
import { defaultName, type ImportModule } from './declare-names.js'
import type { Module, ModuleExport, StarExport } from './module.js'

/** What a file exports, by name. */
export const exportTable = (
  unit: SourceUnit,
  scope: Scope,
  importModule: ImportModule,
  evaluator: Evaluator,
): Pick<Module, 'own' | 'stars' | 'commonJs'> => {
  const own = new Map<string, ModuleExport>()
  const stars: StarExport[] = []
  const add = (entry: ModuleExport) => own.set(entry.name, entry)

  for (const statement of unit.source.statements) {
    if (ts.isExportDeclaration(statement)) {
      if (statement.isTypeOnly) continue
      const specifier = specifierOf(statement)
      if (statement.exportClause === undefined) {
        if (specifier !== null) stars.push({ specifier, site: { node: statement, scope } })
      } else for (const entry of named(statement.exportClause, specifier, scope, importModule)) add(entry)
    } else if (ts.isExportAssignment(statement)) {
      if (statement.isExportEquals !== true)
        add(byExpression('default', statement.expression, scope, evaluator))
    } else if (isExported(statement)) {
      for (const entry of declared(statement, scope)) add(entry)
    }
  }
  return { own, stars, commonJs: commonJsExports(unit, scope) }
}

const specifierOf = ({ moduleSpecifier }: ts.ExportDeclaration): string | null =>
  moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : null

/** `export { a as b }`, `export { a } from './x'`, `export * as x from './x'`. */
function named(
  clause: ts.NamedExportBindings,
  specifier: string | null,
  scope: Scope,
  importModule: ImportModule,
): readonly ModuleExport[] {
  if (ts.isNamespaceExport(clause)) {
    const site = { node: clause, scope }
    const read = () => importModule(specifier ?? '', site)
    return [
      {
        name: clause.name.text,
        read,
        site,
        local: null,
        expression: null,
        from: { specifier: specifier ?? '', name: null },
      },
    ]
  }
  return clause.elements.flatMap((element): readonly ModuleExport[] => {
    if (element.isTypeOnly) return []
    const wanted = (element.propertyName ?? element.name).text
    const site = { node: element, scope }
    const name = element.name.text
    if (specifier === null) return localExport(name, wanted, site)
    const read = () => member(importModule(specifier, site), wanted, site)
    return [{ name, read, site, local: null, expression: null, from: { specifier, name: wanted } }]
  })
}

const member = (module: Value | NamespaceValue, name: string, site: Site): Value =>
  module.kind === 'namespace' ? module.get(name, site) : module

/** `export { a }` of a name that this file declares or imports; a type has no binding and is no export here. */
function localExport(name: string, wanted: string, site: Site): readonly ModuleExport[] {
  const binding = lookup(site.scope, wanted)?.binding
  if (binding === undefined) return []
  const from = binding.origin.kind === 'import' ? binding.origin : null
  return [{ name, read: binding.read, site, local: from === null ? wanted : null, expression: null, from }]
}

function byExpression(
  name: string,
  expression: ts.Expression,
  scope: Scope,
  evaluator: Evaluator,
): ModuleExport {
  const site = { node: expression, scope }
  if (ts.isIdentifier(expression)) {
    const [entry] = localExport(name, expression.text, site)
    if (entry !== undefined) return entry
  }
  const read = () => scope.names.get(defaultName)?.read() ?? evaluator.evaluate(expression, scope)
  return { name, read, site, local: null, expression, from: null }
}

const isExported = (node: ts.Statement): boolean =>
  ts.canHaveModifiers(node) &&
  ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true

/** `export const a = …`, `export function a() {}`, `export default function () {}`. */
function declared(statement: ts.Statement, scope: Scope): readonly ModuleExport[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      patternNames(name).flatMap((node) => localExport(node.text, node.text, { node, scope })),
    )
  }
  // `export import x = require('y')`
  if (ts.isImportEqualsDeclaration(statement)) {
    return localExport(statement.name.text, statement.name.text, { node: statement, scope })
  }
  if (
    !ts.isFunctionDeclaration(statement) &&
    !ts.isEnumDeclaration(statement) &&
    !ts.isClassDeclaration(statement)
  ) {
    return []
  }
  const isDefault =
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true
  const site = { node: statement, scope }
  if (statement.name !== undefined) {
    return localExport(isDefault ? 'default' : statement.name.text, statement.name.text, site)
  }
  const value: Value = ts.isFunctionDeclaration(statement)
    ? { kind: 'closure', node: statement, scope }
    : unknown(site, 'classes are not evaluated')
  return [{ name: 'default', read: () => value, site, local: null, expression: null, from: null }]
}
