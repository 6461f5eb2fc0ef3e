import { type Column, getTableColumns, is, Table } from 'drizzle-orm'
import { readMark } from '../../schema/mark.js'
import { type Casing, placeOf } from '../drizzle-columns.js'
import { rootKey } from '../root-key.js'
import type { TenantColumn } from '../tenant-tables.js'
import type { Source } from './builder-configs.js'

/** The column of a table that says whose a row is. */
export interface OwnerColumn {
  /** Its key in the table object. */
  readonly key: string
  readonly column: Column
  /** Its name in the database. */
  readonly name: string
  /** Whether rows without a tenant are read by all. */
  readonly shared: boolean
}

/** Null for what has no such column: another kind of table, a subquery, a view, SQL. */
export type FindOwner = (source: Source) => OwnerColumn | null

/**
 * Knows the owner columns of tables by their marks, and of those that are classified by configuration by their names.
 */
export const ownerColumns = (configured: readonly TenantColumn[], casing: Casing): FindOwner => {
  const byPlace = new Map(configured.map((column) => [placeKey(column.schema, column.table), column]))
  const found = new WeakMap<object, OwnerColumn | null>()

  const find = (table: Table): OwnerColumn | null => {
    const mark = readMark(table)
    if (mark?.kind === 'direct') return owner(getTableColumns(table), mark.tenant, mark.shared)
    if (mark?.kind === 'root') return owner(getTableColumns(table), rootKey(table), false)
    if (mark !== null) return null
    const { schema, name } = placeOf(table)
    const named = byPlace.get(placeKey(schema, name))
    if (named === undefined) return null
    const columns = getTableColumns(table)
    const key = Object.keys(columns).find((key) => {
      const column = columns[key]
      return column !== undefined && casing.getColumnCasing(column) === named.column
    })
    return owner(columns, key, named.shared)
  }
  const owner = (columns: Readonly<Record<string, Column>>, key: string | undefined, shared: boolean) => {
    const column = key === undefined ? undefined : columns[key]
    if (key === undefined || column === undefined) return null
    return { key, column, name: casing.getColumnCasing(column), shared }
  }

  return (source) => {
    if (!is(source, Table)) return null
    // Aliases are proxies, made anew at each use; the mark is what they have in common with their table.
    const known = readMark(source) ?? source
    const remembered = found.get(known)
    if (remembered !== undefined) return remembered
    const column = find(source)
    found.set(known, column)
    return column
  }
}

const placeKey = (schema: string, table: string) => JSON.stringify([schema, table])
