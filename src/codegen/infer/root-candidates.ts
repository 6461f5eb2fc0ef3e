import type { Table } from '../../model/schema.js'
import { tableId } from '../graph/graph-findings.js'
import { tenantKeyType } from '../graph/tenant-key-type.js'
import { groupBy } from './group-by.js'
import { membershipScore, membershipThreshold } from './membership.js'
import { type PersonColumns, personColumns } from './person-columns.js'
import { fitsKey, hasOwnKey, keyEndings, type Reference } from './references.js'
import { rootAliases, rootName } from './root-names.js'
import type { SchemaFacts } from './schema-facts.js'
import { singular, words } from './words.js'

/** A table whose rows may be the tenants, and what speaks for it. */
export interface RootCandidate {
  readonly id: string
  readonly score: number
  /** How many tables refer to it themselves. */
  readonly keyed: number
  /** How many lead to it, the former included. */
  readonly reachable: number
  readonly name: 'strong' | 'weak' | null
  /** The table that says which people belong to it. */
  readonly membership: string | null
  /** Another candidate whose rows its own rows belong to: it is a level below. */
  readonly under: string | null
}

const points = { keyed: 2, reachable: 1, strong: 40, weak: 10, membership: 30 }
const acceptedFrom = 40

/**
 * The tables that may be the root, the likeliest first. The weights are measured on 26 products, of all of which the
 * first was the root.
 */
export const rootCandidates = (facts: SchemaFacts, all: readonly Reference[]): readonly RootCandidate[] => {
  const strong = facts.tables.filter((table) => rootName(facts.nameOf(table)) === 'strong')
  const candidates = facts.tables
    .filter((table) => hasTenantKey(table) && !facts.isPeople(table))
    .map((table) => {
      const aliases = strong.length === 1 && strong[0] === table ? aliasReferences(table, facts) : []
      return candidate(table, byTarget([...all, ...aliases]), facts)
    })
    .filter(({ score, name, membership, keyed }) => {
      return score >= acceptedFrom && keyed > 0 && (name !== null || membership !== null)
    })
  const ids = new Set(candidates.map(({ id }) => id))
  return candidates
    .map((given) => ({ ...given, under: ownerAmong(given.id, ids, all) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
}

/** Whether the table's key can be a tenant id. */
export const hasTenantKey = ({ primaryKey: [column, ...more], columns }: Table): boolean =>
  more.length === 0 && tenantKeyType(columns.find(({ name }) => name === column)?.type ?? '') !== null

type ByTarget = ReadonlyMap<Table, readonly Reference[]>

const byTarget = (all: readonly Reference[]): ByTarget => groupBy(all, ({ to }) => to)

function candidate(table: Table, all: ByTarget, facts: SchemaFacts): RootCandidate {
  const direct = all.get(table) ?? []
  const keyed = new Set(direct.map(({ from }) => from)).size
  const reachable = leadingTo(table, all, facts).size
  const name = rootName(facts.nameOf(table))
  const membership = membershipOf(direct, facts)
  return {
    id: tableId(table),
    score:
      points.keyed * keyed +
      points.reachable * reachable +
      (name === null ? 0 : points[name]) +
      (membership === null ? 0 : points.membership),
    keyed,
    reachable,
    name,
    membership: membership === null ? null : tableId(membership),
    under: null,
  }
}

/** Columns that are called for any tenant, `org_id` or `tenant_id`, where only one table can be meant. */
function aliasReferences(to: Table, facts: SchemaFacts): readonly Reference[] {
  const names = new Set(rootAliases(facts.nameOf(to)))
  return facts.tables.flatMap((from) =>
    from.columns
      .filter((column) => {
        const name = words(column.name).map(singular)
        const called = keyEndings.has(name.at(-1) ?? '') && names.has(name.slice(0, -1).join(' '))
        return called && from !== to && fitsKey(column, to) && !hasOwnKey(from, column.name)
      })
      .map(({ name, notNull }) => ({ from, to, columns: [name], notNull, key: null })),
  )
}

/** People lead to many groups, by their last or default one: what refers to people is not reached through them. */
function leadingTo(root: Table, all: ByTarget, facts: SchemaFacts): ReadonlySet<Table> {
  const reached = new Set<Table>()
  const open = [root]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at !== root && facts.isPeople(at)) continue
    for (const { from } of all.get(at) ?? []) {
      if (from === root || reached.has(from)) continue
      reached.add(from)
      open.push(from)
    }
  }
  return reached
}

function membershipOf(direct: readonly Reference[], facts: SchemaFacts): Table | null {
  const scored = direct
    .filter(({ from, notNull }) => notNull && !facts.isPeople(from))
    .flatMap(({ from, to, columns }) =>
      personColumns(from).map((person) => ({ from, score: score(from, to, columns, person, facts) })),
    )
    .sort((a, b) => b.score - a.score)
  const [best] = scored
  return best !== undefined && best.score >= membershipThreshold ? best.from : null
}

const score = (
  members: Table,
  group: Table,
  groupColumns: readonly string[],
  { people, columns }: PersonColumns,
  facts: SchemaFacts,
): number =>
  membershipScore(
    { members, group: facts.nameOf(group), groupColumns, people, peopleColumns: columns },
    facts,
  )

function ownerAmong(id: string, candidates: ReadonlySet<string>, all: readonly Reference[]): string | null {
  const owner = all.find(({ from, to, notNull, key }) => {
    return tableId(from) === id && key !== null && notNull && candidates.has(tableId(to))
  })
  return owner === undefined ? null : tableId(owner.to)
}
