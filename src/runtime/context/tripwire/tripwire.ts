import { Column, is } from 'drizzle-orm'
import type { TenancyError } from '../../../model/error.js'
import type { TenantIdType } from '../../../model/tenant-id.js'
import type { Answer, AnswerColumn, Layers } from '../layers.js'
import { columnsOf, rowsOf } from './answer-of.js'
import { findStranger, type Seat } from './find-stranger.js'
import { type Leak, leakError, leakOf } from './leak.js'
import type { WatchedColumn } from './origins.js'
import { findRelatedStranger } from './relational-plan.js'
import { planOf } from './relational-queries.js'
import { strangerTo } from './stranger.js'
import type { Watch } from './watch.js'

/**
 * Looks at every answer of one transaction: a row of another tenant never reaches the caller. `inspect` looks at the
 * columns that come from a tenant column of the database, and where the driver does not say where they come from, at
 * those that are called like one. `watching` looks at those that drizzle knows by position, set operations and nested
 * JSON among them, and at answers that nobody has inspected.
 */
export interface Tripwire extends Pick<Layers, 'inspect' | 'watching'> {
  /** What was stopped. */
  readonly leak: Leak | null
}

export interface TripwireInput {
  readonly tenant: string
  readonly type: TenantIdType
  readonly watch: Watch
  /** Told before the error is thrown: the transaction must not be committed, whoever catches it. */
  readonly refuse: (error: TenancyError) => void
}

export const openTripwire = ({ tenant, type, watch, refuse }: TripwireInput): Tripwire => {
  const { known, origins, watched } = watch
  const isStranger = strangerTo(tenant, type)
  const inspected = new WeakSet<readonly unknown[]>()
  let leak: Leak | null = null

  const stop = (found: WatchedColumn | null, text: string) => {
    if (found === null) return
    leak ??= leakOf(tenant, found, text)
    const error = leakError(leak)
    refuse(error)
    throw error
  }
  const byName = (name: string): WatchedColumn | null =>
    known.telling.has(name) ? { table: null, column: name } : null
  const columnOf = ({ table, number, name }: AnswerColumn) => {
    const column = table === 0 ? undefined : origins.columnAt(table, number, name)
    return column === undefined ? byName(name) : column
  }
  const inspect = ({ text, columns, rows }: Answer) => {
    inspected.add(rows)
    const seats = seatsOf(columns, columnOf)
    if (seats.length > 0 && rows.length > 0)
      stop(findStranger(rows, seatsIn(rows, columns, seats), isStranger), text)
  }
  return {
    inspect,
    watching: ([query, fields = []]) => {
      const seats = seatsOf(fields, ({ field }) => (is(field, Column) ? watched(field) : null))
      const plan = planOf(query, watched)
      return (text, result) => {
        const rows = rowsOf(result)
        if (rows === null) return
        if (!inspected.has(rows)) inspect({ text, columns: columnsOf(result, rows), rows })
        if (!Array.isArray(rows[0])) return
        stop(findStranger(rows, seats, isStranger), text)
        if (plan !== null) stop(findRelatedStranger(rows, plan, isStranger), text)
      }
    },
    get leak() {
      return leak
    },
  }
}

function seatsOf<C>(
  columns: readonly C[],
  columnOf: (column: C) => WatchedColumn | null,
): readonly (Seat & { readonly at: number })[] {
  const seats: (Seat & { readonly at: number })[] = []
  for (const [at, column] of columns.entries()) {
    const watched = columnOf(column)
    if (watched !== null) seats.push({ at, column: watched })
  }
  return seats
}

/** Where the columns stand in these rows: in objects by name, of which the last column with it is left. */
function seatsIn(
  rows: readonly unknown[],
  columns: Answer['columns'],
  seats: readonly (Seat & { readonly at: number })[],
): readonly Seat[] {
  if (Array.isArray(rows[0])) return seats
  return seats.flatMap(({ at, column }): Seat[] => {
    const name = columns[at]?.name ?? ''
    return columns.findLastIndex((other) => other.name === name) === at ? [{ at: name, column }] : []
  })
}
