import { ts } from 'ts-morph'
import type { Evaluator } from './evaluate/evaluator.js'
import { answers } from './flow/answers.js'
import { classHolds } from './flow/class-may.js'
import { expressionMay } from './flow/expression-may.js'
import { importMay } from './flow/import-may.js'
import { nameMay } from './flow/name-may.js'
import { atFile, type Mode, type Search } from './flow/search.js'
import { valueMay } from './flow/value-may.js'
import { type WrittenNames, writtenNames } from './flow/written-names.js'
import type { ModuleExport } from './modules/module.js'
import type { Project } from './modules/project.js'

/**
 * Whether an export that was not understood could be a table or a view: true unless that can be ruled out. A schema
 * file also exports database handles, validators and ids, which nobody wants to hear about; those are what comes from
 * packages without drizzle, from constants, and from functions of the project that return neither.
 */
export const tableSearch = (project: Project, evaluator: Evaluator): ((entry: ModuleExport) => boolean) => {
  const written = new Map<ts.SourceFile, WrittenNames>()
  const answer = answers()

  const names = (source: ts.SourceFile): WrittenNames => {
    const known = written.get(source) ?? writtenNames(source)
    written.set(source, known)
    return known
  }

  const find = (entry: ModuleExport): boolean =>
    answer((asked) => {
      const search: Search = {
        project,
        evaluator,
        names,
        asked,
        expression: (node, at, mode) => asked(node, at, mode, () => expressionMay(node, at, mode, search)),
        name: (name, at, mode) => asked(name, at, mode, () => nameMay(name, at, mode, search)),
        exported: (each, mode) =>
          asked(`export ${each.name}`, atFile(each.site.scope), mode, () => exportMay(each, mode, search)),
      }
      return search.exported(entry, 'is')
    })

  return (entry) => {
    try {
      return find(entry)
    } catch (error) {
      // Nested too deeply to be looked through.
      if (error instanceof RangeError) return true
      throw error
    }
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
