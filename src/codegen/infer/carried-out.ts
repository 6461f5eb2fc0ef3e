import type { OnErase, Schema, SchemaMark, Table } from '../../model/schema.js'
import { buildGraph } from '../graph/build-graph.js'
import { tableId } from '../graph/graph-findings.js'
import type { Proposal, Proposals, ProposedOwnership } from './proposal.js'
import { shortName } from './table-name.js'

/**
 * The proposals, held against what the graph makes of them: one that it refuses is doubtful, and so is everything that
 * rests on a doubtful one. What somebody has said already stays: the graph tells them itself.
 */
export const carriedOut = (schema: Schema, proposals: Proposals): Proposals => {
  const refusals = refusalsOf(schema, proposals)
  const judged = new Map<Table, Proposal>()
  for (const [table, proposal] of proposals) {
    const refusal = table.mark === null ? refusals.get(tableId(table)) : undefined
    judged.set(table, judge(proposal, refusal))
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const [table, proposal] of judged) {
      const support = supportOf(proposal.ownership)
      if (
        proposal.confidence !== 'sure' ||
        support === null ||
        judged.get(support)?.confidence !== 'doubtful'
      )
        continue
      judged.set(table, doubtful(proposal, `but ${shortName(support)} is doubtful itself`))
      changed = true
    }
  }
  return judged
}

const judge = (proposal: Proposal, refusal: string | undefined): Proposal =>
  refusal === undefined || proposal.confidence === 'doubtful' ? proposal : doubtful(proposal, refusal)

const doubtful = (proposal: Proposal, doubt: string): Proposal => ({
  ...proposal,
  confidence: 'doubtful',
  because: `${proposal.because}; ${doubt}`,
})

const supportOf = (ownership: ProposedOwnership): Table | null =>
  ownership.kind === 'through' ? ownership.parent : ownership.kind === 'identity' ? ownership.members : null

/** What the graph finds wrong with the sure proposals (and the root, which all others need), by table. */
function refusalsOf(schema: Schema, proposals: Proposals): ReadonlyMap<string, string> {
  const marked = schema.tables.map((table): Table => {
    const proposal = proposals.get(table)
    const counts = proposal?.confidence === 'sure' || proposal?.ownership.kind === 'root'
    return table.mark !== null || !counts ? table : { ...table, mark: markOf(proposal.ownership) }
  })
  const { findings } = buildGraph({ ...schema, tables: marked })
  const refusals = new Map<string, string>()
  for (const { code, severity, object, message } of findings) {
    if (severity !== 'error' || code === 'TEN201') continue
    if (!refusals.has(object)) refusals.set(object, `${message.replace(`${object} `, 'it ')} (${code})`)
  }
  return refusals
}

const onErase: OnErase = { mode: 'delete' }

function markOf(ownership: ProposedOwnership): SchemaMark | null {
  switch (ownership.kind) {
    case 'root':
      return { kind: 'root', status: null, onErase }
    case 'direct':
      return { kind: 'direct', column: ownership.column, shared: ownership.shared === true, onErase }
    case 'through':
      return { kind: 'through', column: ownership.column, onErase }
    case 'identity':
      return { kind: 'identity', members: ownership.members, onErase }
    case 'shared':
    case 'system':
      return { kind: ownership.kind, onErase }
    case 'unclassified':
      return null
    default:
      return ownership satisfies never
  }
}
