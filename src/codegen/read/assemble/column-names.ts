import { type Casing, nameFromKey } from '../drizzle/casing.js'
import type { TableDraft } from '../values/table-draft.js'
import { unknown } from '../values/unknown.js'
import type { Site, UnknownValue, Value } from '../values/value.js'

/** The name in the database of the column with that key, or why it is not known. */
export const columnName = (
  table: TableDraft,
  key: string,
  casing: Casing | undefined,
): string | UnknownValue | null => {
  const column = table.columns.get(key)
  if (column === undefined) return table.gaps[0] ?? null
  if (typeof column.name !== 'string') return column.name
  return column.keyAsName ? nameFromKey(column.name, casing) : column.name
}

/** The names of columns that an index or a key lists; SQL expressions are null. The first that is not known ends it. */
export const listedColumns = (
  values: readonly Value[],
  site: Site,
  casing: Casing | undefined,
): readonly (string | null)[] | UnknownValue => {
  const names: (string | null)[] = []
  for (const value of values) {
    if (value.kind === 'unknown') return value
    if (value.kind === 'opaque') names.push(null)
    else {
      const name = value.kind === 'column' ? columnName(value.table, value.key, casing) : null
      if (name === null) return unknown(site, 'it names a column that the table does not have')
      if (typeof name !== 'string') return name
      names.push(name)
    }
  }
  return names
}

/** As `listedColumns`, for keys, which take columns only. */
export const keyColumns = (
  list: Value,
  site: Site,
  casing: Casing | undefined,
): readonly string[] | UnknownValue => {
  if (list.kind === 'unknown') return list
  if (list.kind !== 'array') return unknown(site, 'its columns are no list')
  if (list.gap !== null) return list.gap
  const names = listedColumns(list.items, site, casing)
  if ('kind' in names) return names
  const columns = names.filter((name) => name !== null)
  return columns.length === names.length ? columns : unknown(site, 'a key cannot hold an expression')
}
