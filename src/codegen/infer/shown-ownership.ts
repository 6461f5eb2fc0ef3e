import { tableId } from '../graph/graph-findings.js'
import type { OwnershipJson } from '../graph/graph-json.js'
import type { Proposals, ProposedOwnership } from './proposal.js'

/** A proposal in the form in which `tenantry graph` shows an ownership. */
export const shownOwnership = (ownership: ProposedOwnership, proposals: Proposals): OwnershipJson => {
  switch (ownership.kind) {
    case 'through':
      return { kind: 'through', path: pathOf(ownership, proposals), parent: tableId(ownership.parent) }
    case 'identity':
      return { kind: 'identity', members: tableId(ownership.members) }
    case 'root':
    case 'direct':
      return ownership
    case 'shared':
    case 'system':
    case 'unclassified':
      return { kind: ownership.kind }
    default:
      return ownership satisfies never
  }
}

/** The columns up to the table that holds the tenant. */
function pathOf(ownership: ProposedOwnership, proposals: Proposals): readonly string[] {
  const path: string[] = []
  for (let at: ProposedOwnership | undefined = ownership; at?.kind === 'through'; ) {
    path.push(at.column)
    at = proposals.get(at.parent)?.ownership
  }
  return path
}
