import type { Evaluator } from '../evaluate/evaluator.js'
import type { ColumnDraft } from '../values/column-draft.js'
import { literal, native, opaque } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ColumnValue, Site, UnknownValue, Value } from '../values/value.js'

/** How a column stands in an index; which column it is stays the same. */
const ordering = new Set(['asc', 'desc', 'nullsFirst', 'nullsLast', 'op'])

export const columnMember = (column: ColumnValue, name: string): Value => {
  if (ordering.has(name)) return native(name, () => column)
  if (name === 'getSQLType') {
    const type = column.table.columns.get(column.key)?.type
    if (type !== undefined) return native(name, () => literalOf(type()))
  }
  if (name === 'table') return { kind: 'table', table: column.table }
  const draft = column.table.columns.get(column.key)
  const property = draft === undefined ? undefined : properties.get(name)
  if (draft === undefined || property === undefined) return opaque('a property of a column')
  return draft.gaps[0] ?? property(draft)
}

/** Properties by which schemas describe further columns. The others are no text, number or condition that is known. */
const properties: ReadonlyMap<string, (column: ColumnDraft) => Value> = new Map([
  ['name', ({ name }) => literalOf(name)],
  ['keyAsName', ({ keyAsName }) => literal(keyAsName)],
  ['notNull', ({ notNull }) => literal(notNull)],
  ['primary', ({ primaryKey }) => literal(primaryKey)],
  ['hasDefault', ({ hasDefault }) => literal(hasDefault)],
  ['isUnique', ({ unique }) => literal(unique !== null)],
  ['length', ({ length }) => length ?? opaque('a property of a column')],
])

const literalOf = (text: string | UnknownValue): Value => (typeof text === 'string' ? literal(text) : text)

/**
 * Carries out `column.getSQLType = function …`, by which schemas give a type a collation; false for what else is
 * assigned to a column.
 */
export const assignColumnMember = (
  { table, key }: ColumnValue,
  name: string,
  value: Value,
  site: Site,
  evaluator: Evaluator,
): boolean => {
  const column = table.columns.get(key)
  if (name !== 'getSQLType' || column === undefined) return false
  column.type = () => {
    const type = evaluator.call(value, [], site)
    if (type.kind === 'unknown') return type
    return type.kind === 'literal' && typeof type.value === 'string'
      ? type.value
      : unknown(site, 'it gives no known text')
  }
  return true
}
