import { columnsByKey } from '../values/columns-by-key.js'
import { literal, native, opaque } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Value } from '../values/value.js'

/** `getTableColumns(users)`: the table's columns by key. */
const getTableColumns = native('getTableColumns', ([table], site) => {
  if (table?.kind !== 'table')
    return table?.kind === 'unknown' ? table : unknown(site, 'it is called with no known table')
  return columnsByKey(table.table)
})

const getTableName = native('getTableName', ([table], site) => {
  if (table?.kind !== 'table')
    return table?.kind === 'unknown' ? table : unknown(site, 'it is called with no known table')
  const { name } = table.table
  return typeof name === 'string' ? literal(name) : name
})

/** Exports of `drizzle-orm` that are read; every other one (sql, relations, operators) makes no part of a table. */
export const drizzleOrm: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['getTableColumns', getTableColumns],
  ['getTableName', getTableName],
  ['sql', opaque('sql')],
])
