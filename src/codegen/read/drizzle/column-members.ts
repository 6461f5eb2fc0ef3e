import { native, opaque } from '../values/make-value.js'
import type { ColumnValue, Value } from '../values/value.js'

/** How a column stands in an index; which column it is stays the same. */
const ordering = new Set(['asc', 'desc', 'nullsFirst', 'nullsLast', 'op'])

export const columnMember = (column: ColumnValue, name: string): Value => {
  if (ordering.has(name)) return native(name, () => column)
  if (name === 'table') return { kind: 'table', table: column.table }
  return opaque('a property of a column')
}
