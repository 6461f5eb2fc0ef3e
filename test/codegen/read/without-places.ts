import type { Table } from '../../../src/model/schema.js'
import type { RuntimeTable } from './runtime-schema.js'

/**
 * A table that was read, in the form in which it is compared with the runtime's: places are dropped, and names that
 * the source does not give are those that drizzle makes up.
 */
export const withoutPlaces = (read: Table, runtime: RuntimeTable | undefined): RuntimeTable => {
  const { place: _place, ...table } = read
  return {
    ...table,
    columns: table.columns.map(({ place: _at, ...column }) => column),
    uniques: table.uniques.map((unique, index) => ({
      ...unique,
      name: unique.name ?? madeUp(runtime?.uniques[index]?.name, '_unique'),
    })),
    foreignKeys: table.foreignKeys.map(({ place: _at, ...key }, index) => ({
      ...key,
      name: key.name ?? madeUp(runtime?.foreignKeys[index]?.name, '_fk'),
    })),
  }
}

/** A name that drizzle gives itself, by its end; one that the source gives is for the reader to find. */
const madeUp = (name: string | null | undefined, end: string): string | null =>
  name?.endsWith(end) === true ? name : null
