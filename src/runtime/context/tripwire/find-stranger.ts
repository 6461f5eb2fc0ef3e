import type { WatchedColumn } from './origins.js'

/** A column of an answer that is to be looked at. */
export interface Seat {
  /** Its place in rows that are arrays, its name in those that are objects. */
  readonly at: number | string
  readonly column: WatchedColumn
}

type IsStranger = (value: unknown) => boolean

/** The first column in which a row holds another tenant; null when none does. */
export const findStranger = (
  rows: readonly unknown[],
  seats: readonly Seat[],
  isStranger: IsStranger,
): WatchedColumn | null => {
  for (const { at, column } of seats) {
    const found = typeof at === 'number' ? inArrays(rows, at, isStranger) : inObjects(rows, at, isStranger)
    if (found) return column
  }
  return null
}

// Two loops, so that each meets one kind of row only: V8 makes faster code of that.
function inArrays(rows: readonly unknown[], at: number, isStranger: IsStranger): boolean {
  for (const row of rows as readonly (readonly unknown[])[]) if (isStranger(row[at])) return true
  return false
}
function inObjects(rows: readonly unknown[], at: string, isStranger: IsStranger): boolean {
  for (const row of rows as readonly Readonly<Record<string, unknown>>[]) if (isStranger(row[at])) return true
  return false
}
