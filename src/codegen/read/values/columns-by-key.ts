import { objectOf } from './make-value.js'
import type { TableDraft } from './table-draft.js'
import type { ObjectValue } from './value.js'

/** The columns of a table by key, as `getTableColumns` gives them. */
export const columnsByKey = (table: TableDraft): ObjectValue => ({
  ...objectOf([...table.columns.keys()].map((key) => [key, { kind: 'column', table, key }])),
  gap: table.gaps[0] ?? null,
})
