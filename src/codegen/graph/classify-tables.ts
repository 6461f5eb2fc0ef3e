import type { Classification, Classifications } from '../../model/classification.js'
import type { Finding } from '../../model/finding.js'
import { nearestName } from '../../model/nearest-name.js'
import type { OnErase, Schema, SchemaMark, Table } from '../../model/schema.js'
import { classifiedTwice, disagreement, matchesNothing, tableId } from './graph-findings.js'
import { type TablePattern, tablePattern } from './table-pattern.js'

interface Entry extends TablePattern {
  readonly key: string
  readonly mark: SchemaMark
}

/**
 * The schema with a mark on every table that the configuration classifies. A mark in the source stays; an entry that
 * names the table, or a pattern for some tables of a schema, must say the same as that mark.
 */
export const classifyTables = (
  schema: Schema,
  classifications: Classifications,
): { readonly schema: Schema; readonly findings: readonly Finding[] } => {
  const entries = Object.entries(classifications).map(
    ([key, given]): Entry => ({ key, mark: markOf(given), ...tablePattern(key) }),
  )
  const ids = schema.tables.map(tableId)
  const unused = entries
    .filter(({ matches }) => !schema.tables.some(matches))
    .map(({ key }) => matchesNothing(key, nearest(key, ids)))
  const classified = schema.tables.map((table) => classify(table, entries))
  return {
    schema: { ...schema, tables: classified.map(({ table }) => table) },
    findings: [...unused, ...classified.flatMap(({ finding }) => (finding === null ? [] : [finding]))],
  }
}

function classify(
  table: Table,
  entries: readonly Entry[],
): { readonly table: Table; readonly finding: Finding | null } {
  const matching = entries.filter(({ matches }) => matches(table))
  const rank = Math.min(...matching.map((entry) => entry.rank))
  const [first, ...others] = matching.filter((entry) => entry.rank === rank)
  if (first === undefined) return { table, finding: null }
  const rival = others.find(({ mark }) => !sameMark(mark, first.mark))
  if (rival !== undefined) return { table, finding: classifiedTwice(table, first.key, rival.key) }
  if (table.mark === null)
    return { table: { ...table, mark: first.mark, classifiedBy: first.key }, finding: null }
  // A default for a whole schema is for what nothing else classifies.
  const agrees = rank > 1 || sameMark(table.mark, first.mark)
  return { table, finding: agrees ? null : disagreement(table, first.key) }
}

const sameMark = (left: SchemaMark, right: SchemaMark): boolean => canonical(left) === canonical(right)

const canonical = (mark: SchemaMark): string => JSON.stringify(Object.entries(mark).sort(byKey))

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)

function markOf(given: Classification): SchemaMark {
  const onErase = eraseMode(given.onErase)
  switch (given.kind) {
    case 'root':
      return { kind: 'root', status: given.status ?? null, onErase }
    case 'direct':
      return { kind: 'direct', column: given.tenant, shared: given.shared === true, onErase }
    case 'through':
      return { kind: 'through', column: given.through, onErase }
    case 'identity':
      return { kind: 'identity', members: qualified(given.members), onErase }
    case 'shared':
    case 'system':
      return { kind: given.kind, onErase }
    default:
      return given satisfies never
  }
}

function eraseMode(given: Classification['onErase']): OnErase {
  if (given === undefined || given === 'delete') return { mode: 'delete' }
  return 'retain' in given
    ? { mode: 'retain', reason: given.retain }
    : { mode: 'anonymise', columns: given.anonymise }
}

function qualified(name: string): { readonly schema: string; readonly name: string } {
  const dot = name.indexOf('.')
  return { schema: dot < 0 ? 'public' : name.slice(0, dot), name: name.slice(dot + 1) }
}

/** As the user would write it: tables of `public` without their schema, unless the key has one. */
function nearest(key: string, ids: readonly string[]): string | null {
  const written = key.includes('.') ? ids : ids.map((id) => id.replace(/^public\./, ''))
  return nearestName(key, written)
}
