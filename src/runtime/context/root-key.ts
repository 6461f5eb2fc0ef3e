import { getTableColumns, type Table } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'

/** The key, in the table object, of the one column that is a table's primary key. */
export const rootKey = (table: Table): string | undefined => {
  const { primaryKeys } = getTableConfig(table as PgTable)
  const composite = new Set(primaryKeys.flatMap(({ columns }) => columns.map(({ name }) => name)))
  const keys = Object.entries(getTableColumns(table)).filter(
    ([, { primary, name }]) => primary || composite.has(name),
  )
  return keys.length === 1 ? keys[0]?.[0] : undefined
}
