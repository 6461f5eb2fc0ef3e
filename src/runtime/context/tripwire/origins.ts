import type { KnownTables } from './known-tables.js'
import { type Relation, watchedColumns } from './watched-columns.js'

/** A column that holds a tenant, by the names to tell people. */
export interface WatchedColumn {
  /** Schema and name; null where an answer does not say which. */
  readonly table: string | null
  readonly column: string
}

/**
 * Which columns of one database hold a tenant, by the numbers that drivers tell: a table's oid, and the column's number
 * in it. Asked for once and remembered; a table that is made later has a number that nobody has seen.
 */
export interface Origins {
  /** The column, null when it is no tenant's, undefined when nobody has asked about it yet. */
  readonly columnAt: (table: number, number: number, name: string) => WatchedColumn | null | undefined
  /** Whether there is something to ask the database for. */
  readonly pending: boolean
  /** The one parameter of `originsQuery`. */
  readonly question: () => string
  /** Takes what `originsQuery` has given. */
  readonly learn: (question: string, answer: string) => void
}

interface Question {
  readonly places: KnownTables['places']
  readonly oids: readonly number[]
  readonly names: readonly string[]
}

// What an installation of Postgres brings has lower numbers (FirstNormalObjectId).
const firstOwnOid = 16_384

// Each temporary table has a new number; more than this are no schema.
const most = 100_000

/** @param told whether the driver tells these numbers: then they are asked for before the first answer comes */
export const openOrigins = (known: KnownTables, told: boolean): Origins => {
  const found = new Map<number, ReadonlyMap<number, WatchedColumn>>()
  // By table, the numbers of columns that nobody has asked about; and of those that have been asked about.
  const unknown = new Map<number, ReadonlySet<number>>()
  const settled = new Map<number, ReadonlySet<number>>()
  const names = new Set(known.names)
  let [begun, asked] = [!told, false]
  return {
    columnAt: (table, number, name) => {
      if (table < firstOwnOid || names.size === 0) return null
      const column = found.get(table)?.get(number)
      if (column !== undefined) return column
      // Also in a table that we know: a tenant column that was dropped and made again has another number.
      if (found.has(table) && (!names.has(name) || settled.get(table)?.has(number))) return null
      unknown.set(table, new Set(unknown.get(table)).add(number))
      return undefined
    },
    get pending() {
      return names.size > 0 && (!begun || unknown.size > 0)
    },
    question: () => {
      const question: Question = {
        places: asked ? [] : known.places,
        oids: [...unknown.keys()],
        names: known.names,
      }
      return JSON.stringify(question)
    },
    learn: (question, answer) => {
      const { oids } = JSON.parse(question) as Question
      const relations = new Map(
        (JSON.parse(answer) as readonly Relation[]).map((relation) => [relation.oid, relation]),
      )
      if (found.size > most) for (const all of [found, settled]) all.clear()
      for (const oid of new Set([...oids, ...relations.keys()])) {
        const named = Object.keys(relations.get(oid)?.columns ?? {}).map(Number)
        found.set(oid, watchedColumns(oid, relations, known))
        settled.set(oid, new Set([...(settled.get(oid) ?? []), ...(unknown.get(oid) ?? []), ...named]))
        unknown.delete(oid)
      }
      begun = true
      asked = true
    },
  }
}
