import type { Table } from '../../model/schema.js'
import type { Proposal, Proposals } from './proposal.js'
import { shortName } from './table-name.js'
import type { ThroughEdge } from './through-edges.js'

/**
 * To a table whose tenant column may be null, the key that may not, to a table of which it is sure whose rows it holds:
 * by that way every row has an owner.
 */
export const withCertainPath = (
  proposal: Proposal,
  edges: readonly ThroughEdge[],
  proposals: Proposals,
): Proposal => {
  if (proposal.ownership.kind !== 'direct' || proposal.confidence === 'sure') return proposal
  const edge = edges.find(({ from, to, notNull }) => notNull && isCertain(to, from, proposals))
  if (edge === undefined) return proposal
  const parent = shortName(edge.to)
  return {
    ...proposal,
    because: `${proposal.because}; by ${edge.column}, not null, it could belong to the owner of its row of ${parent}`,
    alternatives: [
      {
        classification: { kind: 'through', through: edge.column },
        meaning: `the owner of its row of ${parent}`,
      },
      ...proposal.alternatives,
    ],
  }
}

/** Sure all the way up, and not by way of the table that asks. */
function isCertain(table: Table, asking: Table, proposals: Proposals): boolean {
  for (let at: Table | null = table; at !== null && at !== asking; ) {
    const proposal = proposals.get(at)
    if (proposal?.confidence !== 'sure') return false
    const { ownership }: Proposal = proposal
    if (ownership.kind === 'direct') return true
    at = ownership.kind === 'through' ? ownership.parent : null
  }
  return false
}
