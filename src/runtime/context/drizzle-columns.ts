import { type Column, getTableColumns, type Table } from 'drizzle-orm'

/*
 * What drizzle's tables and columns say about the database, also through aliases, subqueries and views: drizzle 0.45,
 * held by test/runtime/context/tripwire/drizzle-columns.test.ts.
 */

/** How drizzle spells the names of columns that have none of their own; a part of its dialect. */
export interface Casing {
  getColumnCasing(column: Column): string
}

/** Where a table stands in the database, whatever a query calls it. */
export const placeOf = (table: Table): { readonly schema: string; readonly name: string } => {
  const { [schemaKey]: schema, [nameKey]: name } = table as unknown as {
    readonly [schemaKey]?: string
    readonly [nameKey]: string
  }
  return { schema: schema ?? 'public', name }
}

export const columnNames = (table: Table, casing: Casing): readonly string[] =>
  Object.values(getTableColumns(table)).map((column) => casing.getColumnCasing(column))

export const casingOf = (dialect: object): Casing => (dialect as { readonly casing: Casing }).casing

const schemaKey: unique symbol = Symbol.for('drizzle:Schema') as never
const nameKey: unique symbol = Symbol.for('drizzle:OriginalName') as never
