import type { ForeignKey, Schema, Table } from '../../model/schema.js'
import { tableId } from '../graph/graph-findings.js'
import { targetId } from '../graph/table-index.js'
import { groupBy } from './group-by.js'
import { isPersonName } from './people-names.js'
import { singular, words } from './words.js'

/** What the stages of the inference ask of a schema. */
export interface SchemaFacts {
  /** Sorted by id; of two with one id the first. */
  readonly tables: readonly Table[]
  readonly find: (id: string) => Table | undefined
  readonly target: (key: ForeignKey) => Table | undefined
  /** The words of a table's name, in the singular, without a prefix that (nearly) all tables have. */
  readonly nameOf: (table: Table) => readonly string[]
  /** The tables of that name, its words joined by blanks. */
  readonly named: (name: string) => readonly Table[]
  /** Whether the table holds people, by its name. */
  readonly isPeople: (table: Table) => boolean
}

export const schemaFacts = (schema: Schema): SchemaFacts => {
  const byId = new Map<string, Table>()
  for (const table of schema.tables) if (!byId.has(tableId(table))) byId.set(tableId(table), table)
  const tables = [...byId.keys()].sort().flatMap((id) => byId.get(id) ?? [])
  const prefix = sharedPrefix(tables)
  const names = new Map(
    tables.map((table) => [table, withoutPrefix(words(table.name), prefix).map(singular)]),
  )
  const nameOf = (table: Table) => names.get(table) ?? []
  const byName = groupBy(tables, (table) => nameOf(table).join(' '))
  return {
    tables,
    find: (id) => byId.get(id),
    target: (key) => byId.get(targetId(key)),
    nameOf,
    named: (name) => byName.get(name) ?? [],
    isPeople: (table) => isPersonName(nameOf(table)),
  }
}

/** `mail0` in `mail0_user`, `mail0_session`, …: the first word of at least four tables in five. */
function sharedPrefix(tables: readonly Table[]): string | null {
  const counts = new Map<string, number>()
  for (const { name } of tables) {
    const [first, ...rest] = words(name)
    if (first !== undefined && rest.length > 0) counts.set(first, (counts.get(first) ?? 0) + 1)
  }
  const enough = Math.max(4, tables.length * 0.8)
  return [...counts].find(([, count]) => count >= enough)?.[0] ?? null
}

const withoutPrefix = (name: readonly string[], prefix: string | null): readonly string[] =>
  name.length > 1 && name[0] === prefix ? name.slice(1) : name
