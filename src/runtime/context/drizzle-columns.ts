import { type Column, getTableColumns, type Table } from 'drizzle-orm'
import { quoteIdent, quoteName } from '../../model/quote.js'

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

/** What a query calls a table, as drizzle writes it: by its alias, or by its name in its schema. */
export const referenceTo = (table: Table): string => {
  const {
    [schemaKey]: schema,
    [referenceKey]: name,
    [aliasKey]: isAlias,
  } = table as unknown as {
    readonly [schemaKey]?: string
    readonly [referenceKey]: string
    readonly [aliasKey]: boolean
  }
  return schema === undefined || isAlias ? quoteIdent(name) : quoteName({ schema, name })
}

export const columnNames = (table: Table, casing: Casing): readonly string[] =>
  Object.values(getTableColumns(table)).map((column) => casing.getColumnCasing(column))

export const casingOf = (dialect: object): Casing => (dialect as { readonly casing: Casing }).casing

const schemaKey: unique symbol = Symbol.for('drizzle:Schema') as never
const nameKey: unique symbol = Symbol.for('drizzle:OriginalName') as never
const referenceKey: unique symbol = Symbol.for('drizzle:Name') as never
const aliasKey: unique symbol = Symbol.for('drizzle:IsAlias') as never
