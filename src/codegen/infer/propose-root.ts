import type { InferredRoot } from './inference.js'
import type { Proposal, Proposals } from './proposal.js'
import type { RootCandidate } from './root-candidates.js'
import type { SchemaFacts } from './schema-facts.js'
import { shortId } from './table-name.js'

/** The proposals with one for the root, which may be marked already. */
export const proposeRoot = (root: InferredRoot, marked: Proposals, facts: SchemaFacts): Proposals => {
  const table = root.id === null ? undefined : facts.find(root.id)
  if (table === undefined || marked.has(table)) return marked
  const proposal: Proposal = {
    ownership: { kind: 'root', column: table.primaryKey[0] ?? '' },
    confidence: root.confidence,
    because: because(root),
    alternatives: [],
  }
  return new Map([...marked, [table, proposal]])
}

function because({ id, confidence, candidates }: InferredRoot): string {
  const chosen = candidates.find((candidate) => candidate.id === id)
  if (chosen === undefined) return 'named as the root'
  const others = candidates.filter((candidate) => candidate !== chosen).map((other) => shortId(other.id))
  const doubt = confidence === 'sure' ? '' : `, but ${others.join(', ')} may be it as well`
  return `${speaksFor(chosen)}${doubt}`
}

/** What speaks for a candidate, for a person to read. */
export const speaksFor = ({ keyed, reachable, membership }: RootCandidate): string => {
  const members = membership === null ? '' : `, and ${shortId(membership)} says who is a member`
  return `${keyed} ${keyed === 1 ? 'table refers' : 'tables refer'} to it and ${reachable} lead there${members}`
}
