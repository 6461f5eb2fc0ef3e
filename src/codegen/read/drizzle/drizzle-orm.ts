import { spreadInto } from '../evaluate/spread.js'
import { native, objectOf, opaque } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Value } from '../values/value.js'

/** `getTableColumns(users)`: the table's columns by key. */
const getTableColumns = native('getTableColumns', ([table], site) => {
  if (table?.kind !== 'table')
    return table?.kind === 'unknown' ? table : unknown(site, 'it is called with no known table')
  const columns = objectOf()
  spreadInto(columns, table, site)
  return columns
})

/** Exports of `drizzle-orm` that are read; every other one (sql, relations, operators) makes no part of a table. */
export const drizzleOrm: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['getTableColumns', getTableColumns],
  ['sql', opaque('sql')],
])
