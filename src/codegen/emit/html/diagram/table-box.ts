import type { Column } from '../../../../model/schema.js'
import type { PageKey, PageModel, PageTable } from '../page-model.js'
import { fitText, textWidth } from './text-width.js'

/** The measures of a table in the diagram, in pixels. */
export const measures = {
  header: 30,
  row: 20,
  padding: 6,
  /** Where names begin; left of it stands what the column is. */
  nameInset: 34,
  inset: 10,
  minWidth: 180,
  maxWidth: 300,
  nameSize: 13,
  rowSize: 11.5,
  noteSize: 10.5,
} as const

/** A column that the diagram shows: part of the primary key, the tenant column, or part of a foreign key. */
export interface BoxRow {
  readonly column: Column
  readonly label: string
  readonly type: string
  readonly inKey: boolean
  readonly isTenant: boolean
  /** The keys that the column is part of. */
  readonly keys: readonly PageKey[]
  /** The middle of the row, from the top of the box. */
  readonly y: number
}

export interface TableBox {
  readonly table: PageTable
  readonly title: string
  readonly rows: readonly BoxRow[]
  /** How many columns are only in the details. */
  readonly more: number
  readonly width: number
  readonly height: number
}

/** The boxes of all tables, of one width, so that they stand in columns. */
export const tableBoxes = ({ tables, keys }: PageModel): readonly TableBox[] => {
  const shown = tables.map((table) => ({ table, columns: shownColumns(table, keys) }))
  const width = Math.max(...shown.map(({ table, columns }) => neededWidth(table, columns)), measures.minWidth)
  return shown.map(({ table, columns }) => box(table, columns, Math.min(width, measures.maxWidth)))
}

type Shown = Omit<BoxRow, 'label' | 'type' | 'y'>

function shownColumns({ owned }: PageTable, allKeys: readonly PageKey[]): readonly Shown[] {
  const mine = allKeys.filter(({ from }) => from.owned === owned)
  const { table, ownership } = owned
  const tenant = ownership.kind === 'direct' ? ownership.column : null
  return table.columns
    .map((column) => ({
      column,
      inKey: table.primaryKey.includes(column.name),
      isTenant: column.name === tenant,
      keys: mine.filter(({ key }) => key.columns.includes(column.name)),
    }))
    .filter(({ inKey, isTenant, keys }) => inKey || isTenant || keys.length > 0)
}

const gap = 14

function neededWidth({ name, owned }: PageTable, columns: readonly Shown[]): number {
  const { inset, nameInset, nameSize, rowSize, noteSize } = measures
  const title = inset + textWidth(name, nameSize) + gap + textWidth(owned.ownership.kind, noteSize) + inset
  const rows = columns.map(
    ({ column }) =>
      nameInset + textWidth(column.name, rowSize) + gap + textWidth(column.type, noteSize) + inset,
  )
  return Math.ceil(Math.max(title, ...rows) / 10) * 10
}

function box(table: PageTable, columns: readonly Shown[], width: number): TableBox {
  const { header, row, padding, inset, nameInset, nameSize, rowSize, noteSize } = measures
  const kindWidth = textWidth(table.owned.ownership.kind, noteSize)
  const rows = columns.map((shown, index): BoxRow => {
    const room = width - nameInset - inset
    // Names come first: a type takes what they leave, and at least a third.
    const type = fitText(
      shown.column.type,
      Math.max(room / 3, room - gap - textWidth(shown.column.name, rowSize)),
      noteSize,
    )
    return {
      ...shown,
      type,
      label: fitText(shown.column.name, room - gap - textWidth(type, noteSize), rowSize),
      y: header + padding + row * (index + 0.5),
    }
  })
  const more = table.owned.table.columns.length - rows.length
  const lines = rows.length + (more > 0 ? 1 : 0)
  return {
    table,
    title: fitText(table.name, width - 2 * inset - gap - kindWidth, nameSize),
    rows,
    more,
    width,
    height: header + (lines === 0 ? 0 : 2 * padding + row * lines),
  }
}
