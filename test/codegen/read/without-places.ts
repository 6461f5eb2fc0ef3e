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
      name: unique.name ?? runtime?.uniques[index]?.name ?? null,
    })),
    foreignKeys: table.foreignKeys.map(({ place: _at, ...key }, index) => ({
      ...key,
      name: key.name ?? runtime?.foreignKeys[index]?.name ?? null,
    })),
  }
}
