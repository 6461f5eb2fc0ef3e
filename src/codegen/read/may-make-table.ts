import { ts } from 'ts-morph'
import { lookup, type Scope } from './evaluate/scope.js'
import type { ModuleExport } from './modules/module.js'
import { packageMayHaveTables } from './modules/package-uses-drizzle.js'
import type { Project } from './modules/project.js'
import { isPath } from './modules/resolve-module.js'
import type { Site, Value } from './values/value.js'

/**
 * Whether an export that was not understood could be a table: a schema file also exports database handles,
 * validators and ids, which nobody wants to hear about. It could when a function that makes tables or columns is used
 * in what is exported, in a function of the project that it calls, or when it comes from where tables may come from.
 */
export const mayMakeTable = (entry: ModuleExport, project: Project): boolean =>
  exportMayMakeTable(entry, { project, seen: new Set() })

interface Search {
  readonly project: Project
  /** Expressions that were looked at: names may lead in circles. */
  readonly seen: Set<ts.Node>
}

function exportMayMakeTable({ from, site, expression }: ModuleExport, search: Search): boolean {
  if (from === null) return expression !== null && usesMakers(expression, site.scope, search)
  const { specifier, name } = from
  // A module as a whole, `export * as x`, is no table.
  if (name === null) return false
  const original = search.project.exportOf(specifier, name, site)
  if (original !== null) return exportMayMakeTable(original, search)
  return isPath(specifier) || packageMayHaveTables(specifier, site.scope.file.file)
}

function usesMakers(node: ts.Node, scope: Scope, search: Search): boolean {
  if (search.seen.has(node)) return false
  search.seen.add(node)

  const visit = (at: ts.Node): boolean => {
    if (ts.isTypeNode(at)) return false
    if (ts.isCallExpression(at)) {
      const callee = named(at.expression, scope)
      if (callee !== null && makesColumn(callee)) return true
    }
    const value = named(at, scope)
    if (value !== null) return leadsToTables(value, { node: at, scope }, search)
    if (ts.isPropertyAccessExpression(at)) return visit(at.expression)
    return ts.forEachChild(at, (child) => visit(child) || undefined) === true
  }

  return visit(node)
}

/** The value of a name, or of `namespace.name`; null for any other expression. */
function named(node: ts.Node, scope: Scope): Value | null {
  if (ts.isIdentifier(node)) return lookup(scope, node.text)?.binding.read() ?? null
  if (!ts.isPropertyAccessExpression(node)) return null
  const object = named(node.expression, scope)
  const site = { node, scope }
  return object?.kind === 'namespace' ? object.get(node.name.text, site) : null
}

const makesColumn = (value: Value): boolean => value.kind === 'native' && value.makes === 'column'

function leadsToTables(value: Value, { node, scope }: Site, search: Search): boolean {
  switch (value.kind) {
    case 'native':
      return value.makes === 'table'
    case 'closure':
      return usesMakers(value.node, value.scope, search)
    case 'object':
      return [...value.entries.values()].some((entry) => entry.kind === 'native' && entry.makes === 'table')
    case 'unknown': {
      const origin = ts.isIdentifier(node) ? lookup(scope, node.text)?.binding.origin : undefined
      if (origin?.kind === 'variable') {
        return origin.initializer !== null && usesMakers(origin.initializer, scope, search)
      }
      if (origin?.kind !== 'import' || origin.name === null) return false
      const original = search.project.exportOf(origin.specifier, origin.name, { node, scope })
      return original === null ? isPath(origin.specifier) : exportMayMakeTable(original, search)
    }
    default:
      return false
  }
}
