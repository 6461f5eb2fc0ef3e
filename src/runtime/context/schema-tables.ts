import { type Column, getTableColumns, is, Table } from 'drizzle-orm'
import { readMark } from '../schema/mark.js'
import { casingOf, columnNames, placeOf } from './drizzle-columns.js'
import type { DrizzleInside } from './drizzle-inside.js'
import { rootKey } from './root-key.js'
import type { TenancyTable } from './tenant-tables.js'

/** What the marks of a database's own schema object say, for a tenancy without a manifest. */
export const schemaTables = ({ session, dialect }: DrizzleInside): readonly TenancyTable[] => {
  const { fullSchema = {} } = (session.schema ?? {}) as {
    readonly fullSchema?: Readonly<Record<string, unknown>>
  }
  const casing = casingOf(dialect)
  return Object.values(fullSchema).flatMap((table) =>
    is(table, Table)
      ? [
          {
            ...placeOf(table),
            ownership: ownershipOf(table, (column) => casing.getColumnCasing(column)),
            columns: columnNames(table, casing).map((name) => ({ name })),
          },
        ]
      : [],
  )
}

function ownershipOf(table: Table, nameOf: (column: Column) => string): TenancyTable['ownership'] {
  const mark = readMark(table)
  if (mark === null) return { kind: 'unclassified' }
  const key = mark.kind === 'direct' ? mark.tenant : rootKey(table)
  const column = key === undefined ? undefined : getTableColumns(table)[key]
  const shared = mark.kind === 'direct' && mark.shared
  return {
    kind: mark.kind,
    ...((mark.kind === 'direct' || mark.kind === 'root') && column ? { column: nameOf(column), shared } : {}),
  }
}
