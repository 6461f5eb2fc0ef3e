import type { Table } from '../../model/schema.js'
import type { Alternative } from './inference.js'
import { type Edges, isRival, type Link, type Links, linkParents } from './link-parents.js'
import type { Proposal, Proposals } from './proposal.js'
import { shortName } from './table-name.js'
import type { ThroughEdge } from './through-edges.js'

/**
 * For the tables without an owner the parents that have one. A key that cannot be null, to a table of which it is sure
 * whose rows it holds, goes before one to a doubtful table, and both before a key that may be null.
 */
export const proposeThrough = (open: readonly Table[], owned: Proposals, edges: Edges): Proposals => {
  const firmEdges: Edges = (table) => edges(table).filter(({ notNull }) => notNull)
  const sureOwners = [...owned].filter(([, { confidence }]) => confidence === 'sure')
  const links = new Map<Table, Link>()
  for (const [owners, usable] of [
    [sureOwners.map(([table]) => table), firmEdges],
    [[...owned.keys()], firmEdges],
    [[...owned.keys()], edges],
  ] as const) {
    const rest = open.filter((table) => !links.has(table))
    for (const [table, found] of linkParents(rest, owners, links, usable)) links.set(table, found)
  }

  const chosen = new Map([...links].map(([table, { edge }]) => [table, edge]))
  for (const [table, link] of links) {
    // A key that cannot be null to a table of which it is doubtful whose rows it holds may be the owner's all the same.
    const more = firmEdges(table).filter(
      (other) =>
        other !== link.edge &&
        !link.rivals.includes(other) &&
        (owned.get(other.to)?.confidence === 'doubtful' || links.has(other.to)) &&
        isRival(other, link.edge, chosen) &&
        !leadsTo(link.edge.to, other.to, chosen),
    )
    links.set(table, { ...link, rivals: [...link.rivals, ...more] })
  }

  const proposals = new Map<Table, Proposal>()
  // Every parent stands before its children in `links`.
  for (const [table, given] of links) {
    const parent = owned.get(given.edge.to) ?? proposals.get(given.edge.to)
    proposals.set(table, proposal(given, parent?.confidence === 'sure', links))
  }
  return proposals
}

/** Whether the first belongs to the second by the chosen keys: then both say the same. */
function leadsTo(from: Table, to: Table, chosen: ReadonlyMap<Table, ThroughEdge>): boolean {
  for (let at = chosen.get(from); at !== undefined; at = chosen.get(at.to)) if (at.to === to) return true
  return false
}

function proposal({ edge, rivals }: Link, parentIsSure: boolean, links: Links): Proposal {
  const doubt = doubtOf({ edge, rivals }, parentIsSure)
  return {
    ownership: { kind: 'through', column: edge.column, parent: edge.to },
    confidence: doubt === null ? 'sure' : 'doubtful',
    because: `${way(edge, links)}, ${doubt ?? 'not null'}`,
    alternatives: rivals.map(asAlternative),
  }
}

function doubtOf({ edge, rivals }: Link, parentIsSure: boolean): string | null {
  const [another, ...more] = rivals.map(({ column, to }) => `${column} to ${shortName(to)}`)
  const others = more.length > 2 ? `${another} and ${more.length} more` : [another, ...more].join(' and ')
  if (!edge.notNull) {
    return another === undefined
      ? 'may be null: a row without it would be seen by nobody'
      : `may be null, beside ${others}: a row that has another parent would be seen by nobody`
  }
  if (another !== undefined) return `not null, as is ${others}: which of them owns the row`
  return parentIsSure ? null : `not null, but ${shortName(edge.to)} is doubtful itself`
}

/** As far as the table that holds the tenant. */
function way({ column, to }: ThroughEdge, links: Links): string {
  let text = `${column} references ${shortName(to)}`
  for (let at = links.get(to)?.edge; at !== undefined; at = links.get(at.to)?.edge) {
    text += `, and by ${at.column} ${shortName(at.to)}`
  }
  return text
}

const asAlternative = ({ column, to }: ThroughEdge): Alternative => ({
  classification: { kind: 'through', through: column },
  meaning: `the owner of its row of ${shortName(to)}`,
})
