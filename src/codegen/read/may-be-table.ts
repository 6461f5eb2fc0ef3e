import { ts } from 'ts-morph'
import type { Evaluator } from './evaluate/evaluator.js'
import { classHolds } from './flow/class-may.js'
import { expressionMay } from './flow/expression-may.js'
import { importMay } from './flow/import-may.js'
import { nameMay } from './flow/name-may.js'
import { type At, atFile, type Mode, type Search } from './flow/search.js'
import { valueMay } from './flow/value-may.js'
import { type WrittenNames, writtenNames } from './flow/written-names.js'
import type { ModuleExport } from './modules/module.js'
import type { Project } from './modules/project.js'

/** Expressions nested deeper than this are not followed. */
const deepest = 400

/**
 * Whether an export that was not understood could be a table or a view: true unless that can be ruled out. A schema
 * file also exports database handles, validators and ids, which nobody wants to hear about; those are what comes from
 * packages without drizzle, from constants, and from functions of the project that return neither.
 */
export const tableSearch = (project: Project, evaluator: Evaluator): ((entry: ModuleExport) => boolean) => {
  const written = new Map<ts.SourceFile, WrittenNames>()

  const names = (source: ts.SourceFile): WrittenNames => {
    const known = written.get(source) ?? writtenNames(source)
    written.set(source, known)
    return known
  }

  return (entry) => {
    const once = seenOnce()
    const exports = new Set<string>()
    let depth = 0
    const search: Search = {
      project,
      evaluator,
      names,
      expression: (node, at, mode) => {
        if (!once(node, at, mode)) return false
        if (depth >= deepest) return true
        depth += 1
        try {
          return expressionMay(node, at, mode, search)
        } finally {
          depth -= 1
        }
      },
      name: (name, at, mode) => nameMay(name, at, mode, search),
      exported: (each, mode) => {
        // Modules that export one another lead in circles.
        const key = `${mode} ${each.site.scope.file.file} ${each.name}`
        if (exports.has(key)) return false
        exports.add(key)
        return exportMay(each, mode, search)
      },
    }
    return exportMay(entry, 'is', search)
  }
}

function exportMay(
  { read, site, from, local, expression }: ModuleExport,
  mode: Mode,
  search: Search,
): boolean {
  const known = valueMay(read(), mode, site, search)
  if (known !== null) return known
  if (from !== null) return importMay(from, site, mode, search)
  const at = atFile(site.scope)
  if (local !== null) return search.name(local, at, mode)
  if (expression !== null) return search.expression(expression, at, mode)
  return mode === 'holds' && ts.isClassLike(site.node) && classHolds(site.node, at, search)
}

/** True for the first time that it is asked: expressions lead in circles, and to where another way led before. */
function seenOnce(): (node: ts.Node, at: At, mode: Mode) => boolean {
  const seen = new Map<ts.Node, Set<string>>()
  const scopes = new Map<At['scope'], number>()
  return (node, { scope, given, ofClass }, mode) => {
    scopes.set(scope, scopes.get(scope) ?? scopes.size)
    const key = [scopes.get(scope), mode, ofClass, ...[...given].sort()].join(' ')
    const keys = seen.get(node) ?? new Set()
    seen.set(node, keys)
    if (keys.has(key)) return false
    keys.add(key)
    return true
  }
}
