import type { WatchedColumn } from './origins.js'

/** A column of an answer that is to be looked at. */
export interface Seat {
  /** Its place in rows that are arrays, its name in those that are objects. */
  readonly at: number | string
  readonly column: WatchedColumn
}

/** The first column in which a row holds another tenant; null when none does. */
export const findStranger = (
  rows: readonly unknown[],
  seats: readonly Seat[],
  isStranger: (value: unknown) => boolean,
): WatchedColumn | null => {
  for (const { at, column } of seats) {
    for (const row of rows as readonly Readonly<Record<number | string, unknown>>[]) {
      if (isStranger(row[at])) return column
    }
  }
  return null
}
