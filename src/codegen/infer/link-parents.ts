import type { Table } from '../../model/schema.js'
import type { ThroughEdge } from './through-edges.js'

/** By which key a table belongs to another. */
export interface Link {
  readonly edge: ThroughEdge
  /** Further keys, with which it is open which of the rows is the owner's. */
  readonly rivals: readonly ThroughEdge[]
}

export type Edges = (table: Table) => readonly ThroughEdge[]

export type Links = ReadonlyMap<Table, Link>

/**
 * The parent of each open table from which one with an owner is reached, or one that has a parent already: level by
 * level, so that no table belongs to itself in a circle.
 */
export const linkParents = (
  open: readonly Table[],
  owners: readonly Table[],
  linked: Links,
  edges: Edges,
): Links => {
  const chosen = new Map([...linked].map(([table, { edge }]) => [table, edge]))
  const reached = new Set([...owners, ...linked.keys()])
  const found: ThroughEdge[] = []
  for (;;) {
    const level = open.flatMap((table) => {
      if (reached.has(table)) return []
      return edges(table)
        .filter(({ to }) => reached.has(to))
        .sort(byPreference)
        .slice(0, 1)
    })
    if (level.length === 0) break
    for (const edge of level) {
      chosen.set(edge.from, edge)
      reached.add(edge.from)
      found.push(edge)
    }
  }
  return new Map(
    found.map((edge) => {
      const others = edges(edge.from).filter((other) => other !== edge && reached.has(other.to))
      return [edge.from, { edge, rivals: others.filter((other) => isRival(other, edge, chosen)) }]
    }),
  )
}

const byPreference = (a: ThroughEdge, b: ThroughEdge): number =>
  Number(b.notNull) - Number(a.notNull) ||
  Number(b.namesake) - Number(a.namesake) ||
  Number(b.cascades) - Number(a.cascades)

/** A parent that belongs to the chosen one itself says the same, and one that belongs to this very table says nothing. */
export function isRival(
  other: ThroughEdge,
  edge: ThroughEdge,
  chosen: ReadonlyMap<Table, ThroughEdge>,
): boolean {
  for (let at = chosen.get(other.to); at !== undefined; at = chosen.get(at.to)) {
    if (at.to === edge.to || at.from === edge.from) return false
  }
  return true
}
