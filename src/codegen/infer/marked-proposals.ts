import type { Ownership, TenancyGraph } from '../../model/graph.js'
import type { Proposals, ProposedOwnership } from './proposal.js'
import type { SchemaFacts } from './schema-facts.js'

/** What is said already, in the source or in the configuration, as far as it can be carried out: proposals build on it. */
export const markedProposals = (graph: TenancyGraph, facts: SchemaFacts): Proposals =>
  new Map(
    graph.tables
      .filter(({ id, table }) => table.mark !== null && facts.find(id) === table)
      .map(({ table, ownership }) => {
        const carriedOut = ownership.kind !== 'unclassified'
        return [
          table,
          {
            ownership: proposed(ownership, facts),
            confidence: carriedOut ? 'sure' : 'doubtful',
            because: carriedOut ? 'said already' : 'said already, in a way that cannot be carried out',
            alternatives: [],
          },
        ]
      }),
  )

function proposed(ownership: Ownership, facts: SchemaFacts): ProposedOwnership {
  switch (ownership.kind) {
    case 'root':
      return { kind: 'root', column: ownership.column }
    case 'direct':
      return { kind: 'direct', column: ownership.column, ...(ownership.shared ? { shared: true } : {}) }
    case 'through': {
      const parent = facts.find(ownership.parent)
      const [column] = ownership.path
      return parent === undefined || column === undefined
        ? { kind: 'unclassified' }
        : { kind: 'through', column, parent }
    }
    case 'identity': {
      const members = facts.find(ownership.members)
      return members === undefined ? { kind: 'unclassified' } : { kind: 'identity', members }
    }
    case 'shared':
    case 'system':
    case 'unclassified':
      return { kind: ownership.kind }
    default:
      return ownership satisfies never
  }
}
