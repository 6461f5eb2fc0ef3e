import { getTableColumns, is } from 'drizzle-orm'
import { toCamelCase, toSnakeCase } from 'drizzle-orm/casing'
import {
  getMaterializedViewConfig,
  getTableConfig,
  getViewConfig,
  PgMaterializedView,
  PgTable,
  PgView,
} from 'drizzle-orm/pg-core'
import type { ForeignKey, Index, OnErase, SchemaMark, Table, View } from '../../../src/model/schema.js'

type Casing = 'snake_case' | 'camelCase'

/** A table as drizzle's runtime describes it, in the model's words; without places, which only sources have. */
export type RuntimeTable = Omit<Table, 'place'>

interface Named {
  readonly name: string
  readonly keyAsName?: boolean
}

/** `export * as x` gives an object without a prototype, which drizzle's `is` does not take. */
const exported = (module: object): readonly unknown[] =>
  [...new Set<unknown>(Object.values(module))].filter(
    (value) => typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== null,
  )

/** The tables among a schema module's exports, as drizzle-kit lists them, by what `getTableConfig` says of each. */
export const runtimeTables = (module: object, casing?: Casing): readonly RuntimeTable[] => {
  const tables = exported(module).filter((value): value is PgTable => is(value, PgTable))
  return tables.map((table) => runtimeTable(table, casing)).sort(byName)
}

/** The views among a schema module's exports, by what drizzle says of each. */
export const runtimeViews = (module: object): readonly Omit<View, 'place'>[] =>
  exported(module)
    .flatMap((value) => {
      if (is(value, PgView)) {
        const { schema = 'public', name, isExisting: existing, with: options } = getViewConfig(value)
        const securityInvoker = options?.securityInvoker === true
        return [{ schema, name, materialized: false, existing, securityInvoker }]
      }
      if (!is(value, PgMaterializedView)) return []
      const { schema = 'public', name, isExisting: existing } = getMaterializedViewConfig(value)
      return [{ schema, name, materialized: true, existing, securityInvoker: false }]
    })
    .sort(byName)

/** What identifies a table in a sort, as the reader sorts. */
export const byName = (
  a: { readonly schema: string; readonly name: string },
  b: { readonly schema: string; readonly name: string },
): number => (`${a.schema}\0${a.name}` < `${b.schema}\0${b.name}` ? -1 : 1)

function runtimeTable(table: PgTable, casing?: Casing): RuntimeTable {
  const config = getTableConfig(table)
  const nameOf = ({ name, keyAsName }: Named): string => {
    if (keyAsName !== true || casing === undefined) return name
    return casing === 'snake_case' ? toSnakeCase(name) : toCamelCase(name)
  }
  const own = config.columns.filter((column) => column.primary).map(nameOf)
  const primaryKey = config.primaryKeys[0]?.columns.map(nameOf) ?? own
  const keys = getTableColumns(table)
  return {
    schema: config.schema ?? 'public',
    name: config.name,
    columns: Object.entries(keys).map(([key, column]) => ({
      key,
      name: nameOf(column),
      type: column.getSQLType(),
      // Not null in the database, which drizzle's own flag leaves out: a composite primary key's columns, and bigserial
      // of mode bigint (manual, 8.1.4: serial types come with NOT NULL).
      notNull: column.notNull || primaryKey.includes(nameOf(column)) || column.getSQLType() === 'bigserial',
      hasDefault: column.hasDefault,
      ...(column.generatedIdentity === undefined ? {} : { identity: column.generatedIdentity.type }),
      ...(column.generated === undefined ? {} : { generated: true }),
    })),
    primaryKey,
    uniques: [
      ...config.columns
        .filter((column) => column.isUnique)
        .map((column) => ({ name: column.uniqueName ?? null, columns: [nameOf(column)] })),
      ...config.uniqueConstraints.map((unique) => ({
        name: unique.name ?? null,
        columns: unique.columns.map(nameOf),
      })),
    ],
    indexes: config.indexes.map(
      ({ config: index }): Index => ({
        name: index.name ?? null,
        columns: index.columns.map((column) => ('name' in column ? nameOf(column as Named) : null)),
        unique: index.unique,
        partial: index.where !== undefined,
      }),
    ),
    foreignKeys: config.foreignKeys.map((key): ForeignKey => {
      const { columns, foreignColumns, foreignTable } = key.reference()
      const target = getTableConfig(foreignTable)
      return {
        name: key.getName(),
        columns: columns.map(nameOf),
        references: {
          schema: target.schema ?? 'public',
          table: target.name,
          columns: foreignColumns.map(nameOf),
        },
        onDelete: key.onDelete ?? 'no action',
        onUpdate: key.onUpdate ?? 'no action',
      }
    }),
    rls: config.enableRLS,
    mark: runtimeMark(table, (key) => {
      const column = keys[key]
      if (column === undefined) throw new Error(`${config.name} has no column ${key}`)
      return nameOf(column)
    }),
  }
}

/** The mark that our functions leave on a table, keys turned into names. */
type RuntimeMark = (
  | { readonly kind: 'root'; readonly status: string | null }
  | { readonly kind: 'direct'; readonly tenant: string; readonly shared: boolean }
  | { readonly kind: 'through'; readonly through: string }
  | { readonly kind: 'identity'; readonly members: () => PgTable }
  | { readonly kind: 'shared' }
  | { readonly kind: 'system' }
) & { readonly onErase: OnErase }

function runtimeMark(table: PgTable, nameOf: (key: string) => string): SchemaMark | null {
  const mark = (table as unknown as Record<symbol, RuntimeMark | undefined>)[Symbol.for('tenantry:table')]
  if (mark === undefined) return null
  const onErase: OnErase =
    mark.onErase.mode === 'anonymise'
      ? { mode: 'anonymise', columns: mark.onErase.columns.map(nameOf) }
      : mark.onErase
  switch (mark.kind) {
    case 'root':
      return { kind: 'root', status: mark.status === null ? null : nameOf(mark.status), onErase }
    case 'direct':
      return { kind: 'direct', column: nameOf(mark.tenant), shared: mark.shared, onErase }
    case 'through':
      return { kind: 'through', column: nameOf(mark.through), onErase }
    case 'identity': {
      const { schema, name } = getTableConfig(mark.members())
      return { kind: 'identity', members: { schema: schema ?? 'public', name }, onErase }
    }
    default:
      return { kind: mark.kind, onErase }
  }
}
