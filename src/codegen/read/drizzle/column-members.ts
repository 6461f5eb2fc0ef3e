import type { Evaluator } from '../evaluate/evaluator.js'
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
  return opaque('a property of a column')
}

const literalOf = (type: string | UnknownValue): Value => (typeof type === 'string' ? literal(type) : type)

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
