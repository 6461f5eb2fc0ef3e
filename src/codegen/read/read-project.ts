import { isAbsolute, resolve } from 'node:path'
import type { Finding } from '../../model/finding.js'
import type { QualifiedName, Schema, SourcePlace } from '../../model/schema.js'
import { assembleTable } from './assemble/assemble-table.js'
import { assembleView } from './assemble/assemble-view.js'
import type { Casing } from './drizzle/casing.js'
import { makeEvaluator } from './evaluate/make-evaluator.js'
import { tableSearch } from './may-be-table.js'
import type { Module, ModuleExport } from './modules/module.js'
import { makeProject, type Project } from './modules/project.js'
import {
  fileMissing,
  noTables,
  notText,
  notUnderstood,
  syntaxError,
  tableNotUnderstood,
} from './reading-findings.js'
import type { TableDraft } from './values/table-draft.js'
import type { Site } from './values/value.js'
import type { ViewDraft } from './values/view-draft.js'

/** Reads the tables that the entry files export. The compiler is loaded with this file: import it lazily. */
export const readProject = (
  files: readonly string[],
  root: string,
  casing: Casing | undefined,
): { readonly schema: Schema; readonly findings: readonly Finding[] } => {
  const evaluator = makeEvaluator()
  const project = makeProject(root, evaluator)
  const mayBeTable = tableSearch(project, evaluator)
  const drafts = new Set<TableDraft>()
  const viewDrafts = new Map<ViewDraft, Site>()
  const findings: Finding[] = []
  for (const given of files) {
    const file = isAbsolute(given) ? given : resolve(root, given)
    const module = project.module(file)
    if (module === null) findings.push(fileMissing(project.pathOf(file)))
    else findings.push(...exportedTables(module, project, drafts, viewDrafts, mayBeTable))
  }

  const assembled = assembleAll(drafts, casing, project)
  const tables = assembled.flatMap(({ table }) => (table === null ? [] : [table]))
  const assembledViews = [...viewDrafts].map(([draft, site]) => assembleView(draft, site))
  const views = assembledViews.flatMap(({ view }) => (view === null ? [] : [view]))
  for (const { findings: own } of [...assembled, ...assembledViews]) findings.push(...own)
  findings.push(
    ...evaluator.givenUp().map((gap) => notUnderstood(gap.place.file, `what ${gap.place.file} does`, gap)),
  )
  for (const gap of project.missing()) {
    findings.push(notUnderstood(gap.place.file, `what ${gap.place.file} does`, gap))
  }
  const all = withoutFollowing(findings, syntaxErrors(project))
  const none = drafts.size === 0 && all.length === 0
  const left = none ? [noTables(files.map((file) => project.pathOf(resolve(root, file))))] : all
  return { schema: { tables: tables.sort(byName), views: views.sort(byName) }, findings: sorted(left) }
}

/** Following references may load further files, and what these do may change tables: the last round sees it all. */
function assembleAll(drafts: ReadonlySet<TableDraft>, casing: Casing | undefined, project: Project) {
  for (;;) {
    const before = project.activity()
    const assembled = [...drafts].map((draft) => assembleTable(draft, casing))
    if (project.activity() === before) return assembled
  }
}

/** Adds the tables and views that a module exports to `drafts` and `views`; what it returns says which exports may be tables and are not read. */
function exportedTables(
  module: Module,
  project: Project,
  drafts: Set<TableDraft>,
  views: Map<ViewDraft, Site>,
  mayBeTable: (entry: ModuleExport) => boolean,
): readonly Finding[] {
  const findings: Finding[] = []
  const { path } = module.unit
  module.run()
  for (const entry of project.exports(module)) {
    const value = entry.read()
    if (value.kind === 'table') drafts.add(value.table)
    if (value.kind === 'view') views.set(value.view, entry.site)
    if (value.kind === 'unknown' && mayBeTable(entry)) {
      const exported = `what ${entry.site.scope.file.path} exports as ${entry.name}`
      findings.push(tableNotUnderstood(entry.site.scope.file.path, exported, value))
    }
  }
  for (const gap of project.gaps(module)) {
    const what = gap.place.file === path && gap.code === 'TEN104' ? 'exports' : 're-exports'
    findings.push(tableNotUnderstood(path, `what ${path} ${what}`, gap))
  }
  for (const { entries, gap } of project.conflicts(module)) {
    if (entries.some(mayBeTable)) {
      findings.push(tableNotUnderstood(path, `what ${path} exports as ${entries[0].name}`, gap))
    }
  }
  return findings
}

function syntaxErrors(project: Project): readonly Finding[] {
  return project.parsed().flatMap(({ path, isText, syntaxErrors: errors }) => {
    if (!isText) return [notText(path)]
    return errors.map(({ message, line, column }) => syntaxError(path, message, line, column))
  })
}

/** In a file that is no valid TypeScript everything else may follow from that. */
function withoutFollowing(findings: readonly Finding[], errors: readonly Finding[]): readonly Finding[] {
  const wrong = new Set(errors.map(({ object }) => object))
  return [...errors, ...findings.filter(({ where }) => where === undefined || !wrong.has(where.file))]
}

type Placed = QualifiedName & { readonly place: SourcePlace }

function byName(a: Placed, b: Placed): number {
  return (
    compare(a.schema, b.schema) ||
    compare(a.name, b.name) ||
    compare(a.place.file, b.place.file) ||
    a.place.line - b.place.line
  )
}

/** By place, then code and message; each once. */
function sorted(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map(findings.map((finding) => [JSON.stringify(finding), finding]))
  return [...unique.values()].sort(
    (a, b) =>
      compare(a.where?.file ?? '', b.where?.file ?? '') ||
      (a.where?.line ?? 0) - (b.where?.line ?? 0) ||
      (a.where?.column ?? 0) - (b.where?.column ?? 0) ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
