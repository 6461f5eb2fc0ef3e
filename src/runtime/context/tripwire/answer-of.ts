import type { Answer, AnswerColumn } from '../layers.js'

/** The rows of whatever a driver, or drizzle's cache, gives for a statement; null when it gives none that we know. */
export const rowsOf = (result: unknown): readonly unknown[] | null => {
  if (Array.isArray(result)) return result
  const { rows } = (result ?? {}) as { readonly rows?: unknown }
  return Array.isArray(rows) ? rows : null
}

/** What is known of its columns: as postgres.js tells them, or pg and all that do as pg does; else the rows' names. */
export const columnsOf = (result: unknown, rows: readonly unknown[]): Answer['columns'] => {
  const { columns, fields } = result as { readonly columns?: unknown; readonly fields?: unknown }
  if (Array.isArray(columns)) return columns as readonly AnswerColumn[]
  if (Array.isArray(fields)) {
    return (fields as readonly PgField[]).map(({ name, tableID = 0, columnID = 0 }) => ({
      name,
      table: tableID,
      number: columnID,
    }))
  }
  const [first] = rows
  if (typeof first !== 'object' || first === null || Array.isArray(first)) return []
  return Object.keys(first).map((name) => ({ name, table: 0, number: 0 }))
}

interface PgField {
  readonly name: string
  readonly tableID?: number
  readonly columnID?: number
}
