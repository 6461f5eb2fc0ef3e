import type { Evaluator } from '../evaluate/evaluator.js'
import type { ColumnDraft } from '../values/column-draft.js'
import { objectOf } from '../values/make-value.js'
import type { MarkDraft } from '../values/mark-draft.js'
import { ownEntries } from '../values/own-entries.js'
import { placeOf } from '../values/place.js'
import type { TableDraft } from '../values/table-draft.js'
import { unknown } from '../values/unknown.js'
import type { ObjectValue, Site, TableValue, UnknownValue, Value } from '../values/value.js'
import { callbackBuilders } from './column-builders.js'

export interface TableParts {
  readonly schema: string | UnknownValue
  readonly name: string | UnknownValue
  readonly columns: Value
  /** The extra config callback, or undefined. */
  readonly extra: Value
  readonly rls: boolean
  readonly mark: MarkDraft | null
}

/** The columns argument of a table function: an object, or a function that is called with the column builders. */
export const columnsOf = (columns: Value, site: Site, evaluator: Evaluator): ObjectValue | UnknownValue => {
  const given =
    columns.kind === 'closure'
      ? evaluator.call(columns, [objectOf(callbackBuilders(evaluator))], site)
      : columns
  if (given.kind === 'object' || given.kind === 'unknown') return given
  return unknown(site, 'its columns are no object')
}

/** Builds a table as `pgTable` does: the columns are copied as they are now, references and extra config come later. */
export const buildTable = (parts: TableParts, site: Site, evaluator: Evaluator): TableValue => {
  const { schema, name, mark, rls, extra } = parts
  const columns = columnsOf(parts.columns, site, evaluator)
  const gaps: UnknownValue[] = []
  const built = new Map<string, ColumnDraft>()
  if (columns.kind === 'unknown') gaps.push(columns)
  else {
    if (columns.gap !== null) gaps.push(columns.gap)
    for (const [key, value] of ownEntries(columns)) built.set(key, buildColumn(key, value, site))
  }
  const table: TableDraft = {
    schema,
    name,
    columns: built,
    gaps,
    extra: isMissing(extra) ? null : () => evaluator.call(extra, [selfOf(table)], site),
    members: objectOf(),
    rls,
    mark,
    place: placeOf(site),
    declared: false,
  }
  return { kind: 'table', table }
}

const isMissing = (value: Value): boolean => value.kind === 'literal' && !value.value

/** The object that the extra config callback gets: the table's columns by key. */
const selfOf = (table: TableDraft): ObjectValue =>
  objectOf([...table.columns.keys()].map((key) => [key, { kind: 'column', table, key }]))

function buildColumn(key: string, value: Value, site: Site): ColumnDraft {
  if (key === '__proto__') {
    const gap = unknown(site, 'drizzle loses the table that has a column under the key __proto__')
    return { ...missingColumn(gap), gaps: [gap] }
  }
  if (value.kind === 'builder') {
    const { column } = value
    // As drizzle's setName: a builder without a name takes the key of the first table that it stands in, for good.
    if (column.name === '') column.name = key
    return { ...column, references: [...column.references], gaps: [...column.gaps] }
  }
  const gap =
    value.kind === 'unknown' ? value : unknown(site, `what stands under the key ${key} is no column`)
  return { ...missingColumn(gap), gaps: [gap] }
}

/** A column of which nothing is known but its key. */
const missingColumn = (gap: UnknownValue): ColumnDraft => ({
  name: gap,
  keyAsName: false,
  type: () => gap,
  length: null,
  notNull: false,
  hasDefault: false,
  primaryKey: false,
  unique: null,
  identity: null,
  generated: false,
  status: false,
  references: [],
  gaps: [],
  place: gap.place,
})
