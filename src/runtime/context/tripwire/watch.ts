import type { Column, Table } from 'drizzle-orm'
import { readMark } from '../../schema/mark.js'
import { casingOf, placeOf } from '../drizzle-columns.js'
import { type DrizzleInside, kindOf } from '../drizzle-inside.js'
import { schemaTables } from '../schema-tables.js'
import type { TenancyTable } from '../tenant-tables.js'
import { type KnownTables, knownTables } from './known-tables.js'
import { type Origins, openOrigins, type WatchedColumn } from './origins.js'

/** What is watched in the answers of one drizzle database. */
export interface Watch {
  readonly known: KnownTables
  readonly origins: Origins
  /** The column of the database that a column of drizzle's stands for, when it holds a tenant. */
  readonly watched: (column: Column) => WatchedColumn | null
}

/** @param tables from the manifest; without one the marks of drizzle's tables say it */
export const watchOver = (db: DrizzleInside, tables: readonly TenancyTable[] | null): Watch => {
  const known = knownTables(tables ?? schemaTables(db))
  const casing = casingOf(db.dialect)
  return {
    known,
    origins: openOrigins(known, telling.has(kindOf(db.session))),
    watched: (column) => {
      const { schema, name } = placeOf(column.table)
      const spelt = casing.getColumnCasing(column)
      const holds =
        spelt === known.tenantColumn(schema, name) || (tables === null && isMarked(column, column.table))
      return holds ? { table: `${schema}.${name}`, column: spelt } : null
    },
  }
}

/** Drivers that say where a column comes from. */
const telling = new Set(['PostgresJsSession', 'NodePgSession'])

/** For tables that are not in the schema that drizzle was given, and views of a builder's query over a marked table. */
function isMarked(column: Column, table: Table): boolean {
  const mark = readMark(table)
  if (mark?.kind === 'root') return column.primary
  if (mark?.kind !== 'direct') return false
  const { [mark.tenant]: tenant } = table as unknown as Readonly<Record<string, Column>>
  return tenant?.name === column.name
}
