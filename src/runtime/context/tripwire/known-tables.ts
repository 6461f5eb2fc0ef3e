import { type TenancyTable, tenantColumns } from '../tenant-tables.js'

/** What a tenancy knows of a database by names. */
export interface KnownTables {
  /** Schema and name of every table that is known. */
  readonly places: readonly (readonly [schema: string, name: string])[]
  /** The column that holds a table's tenant; null for a table that has none, or is not known. */
  readonly tenantColumn: (schema: string, table: string) => string | null
  /** The names that tenant columns have. */
  readonly names: readonly string[]
  /**
   * Those of them that mean the tenant wherever they stand: no known table has a column of that name for anything else.
   * Never the root's key: half the tables of a schema have an `id`.
   */
  readonly telling: ReadonlySet<string>
}

export const knownTables = (tables: readonly TenancyTable[]): KnownTables => {
  const bySchema = new Map<string, Map<string, string>>()
  for (const { schema, table, column } of tenantColumns(tables)) {
    bySchema.set(schema, (bySchema.get(schema) ?? new Map<string, string>()).set(table, column))
  }
  const tenantColumn = (schema: string, table: string) => bySchema.get(schema)?.get(table) ?? null
  const telling = new Set(
    tables.flatMap(({ ownership: { kind, column } }) =>
      kind === 'direct' && column !== undefined ? [column] : [],
    ),
  )
  for (const { schema, name, columns = [] } of tables) {
    for (const column of columns) {
      if (column.name !== tenantColumn(schema, name)) telling.delete(column.name)
    }
  }
  return {
    places: tables.map(({ schema, name }) => [schema, name]),
    tenantColumn,
    names: [...new Set(tenantColumns(tables).map(({ column }) => column))].sort(),
    telling,
  }
}
