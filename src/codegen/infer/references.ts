import type { Column, ForeignKey, Table } from '../../model/schema.js'
import { sameKeyType, tenantKeyType } from '../graph/tenant-key-type.js'
import type { SchemaFacts } from './schema-facts.js'
import { singular, words } from './words.js'

/** That a table refers to another: by a foreign key, or by a column that is called so (`project_id` for `projects`). */
export interface Reference {
  readonly from: Table
  readonly to: Table
  /** The columns of `from`. */
  readonly columns: readonly string[]
  /** None of the columns may be null. */
  readonly notNull: boolean
  /** Null for a column that only has the name and the type of a key. */
  readonly key: ForeignKey | null
}

/** Every reference between two different tables, in the order of tables, keys and columns. */
export const references = (facts: SchemaFacts): readonly Reference[] =>
  facts.tables.flatMap((table) => [...byKey(table, facts), ...byName(table, facts)])

function byKey(from: Table, facts: SchemaFacts): readonly Reference[] {
  const found = new Map<string, Reference>()
  for (const key of from.foreignKeys) {
    const to = facts.target(key)
    if (to === undefined || to === from) continue
    const { columns } = key
    const notNull = columns.every((name) => isNotNull(from, name))
    const same = JSON.stringify([columns, key.references])
    // A key that is declared twice is one key.
    if (!found.has(same)) found.set(same, { from, to, columns, notNull, key })
  }
  return [...found.values()]
}

function byName(from: Table, facts: SchemaFacts): readonly Reference[] {
  return from.columns
    .filter(({ name }) => !hasOwnKey(from, name))
    .flatMap((column) => {
      const to = namedBy(column, facts)
      return to === null || to === from
        ? []
        : [{ from, to, columns: [column.name], notNull: column.notNull, key: null }]
    })
}

/** A foreign key of the column alone says what it is; one over several columns may hold it for another reason. */
export const hasOwnKey = (table: Table, column: string): boolean =>
  table.foreignKeys.some(({ columns }) => columns.length === 1 && columns[0] === column)

function namedBy(column: Column, facts: SchemaFacts): Table | null {
  const name = words(column.name)
  if (name.length < 2 || !keyEndings.has(name.at(-1) ?? '')) return null
  const wanted = name.slice(0, -1).map(singular).join(' ')
  return facts.named(wanted).find((table) => fitsKey(column, table)) ?? null
}

/** What the name of a column ends with that holds another row's key. */
export const keyEndings: ReadonlySet<string> = new Set(['id', 'uuid'])

/** Whether the column has the type of the table's key. */
export const fitsKey = (column: Column, table: Table): boolean => {
  const [key, ...more] = table.primaryKey
  const type = tenantKeyType(column.type)
  const wanted = tenantKeyType(table.columns.find(({ name }) => name === key)?.type ?? '')
  return more.length === 0 && type !== null && wanted !== null && sameKeyType(type, wanted)
}

export const isNotNull = (table: Table, column: string): boolean =>
  table.columns.some(({ name, notNull }) => name === column && notNull)
