import type { Schema, Table } from '../../model/schema.js'
import { buildGraph } from '../graph/build-graph.js'
import { tableId } from '../graph/graph-findings.js'
import type { OwnershipJson } from '../graph/graph-json.js'
import { carriedOut } from './carried-out.js'
import { chooseRoot } from './choose-root.js'
import type { Inference, InferredRoot, InferredTable } from './inference.js'
import { markedProposals } from './marked-proposals.js'
import { type Proposals, unclassified } from './proposal.js'
import { proposeAll } from './propose-all.js'
import { proposeRoot } from './propose-root.js'
import { type Reference, references } from './references.js'
import { rootCandidates } from './root-candidates.js'
import { type SchemaFacts, schemaFacts } from './schema-facts.js'
import { shownOwnership } from './shown-ownership.js'
import { shortName } from './table-name.js'

export interface InferenceRequest {
  /** `schema.name` of the root, when somebody has said which it is. */
  readonly root?: string
  /** Tables that somebody has left undecided: nothing is proposed for them, and nothing rests on them. */
  readonly undecided?: ReadonlySet<string>
}

/**
 * Proposes whose rows each table holds that nothing marks yet, with the reason; marks stay as they are, and the
 * proposals build on them. What is sure rests on keys that cannot be null and has passed the graph; the rest is
 * doubtful, and for a person to decide. That a table is read by all tenants is never proposed.
 */
export const inferTenancy = (schema: Schema, request: InferenceRequest = {}): Inference => {
  const facts = schemaFacts(schema)
  const all = references(facts)
  const marked = markedProposals(buildGraph(schema), facts)
  const root = rootOf(facts, all, marked, request)
  const proposals = proposeAll(proposeRoot(root, marked, facts), {
    facts,
    all,
    undecided: request.undecided ?? new Set(),
  })
  const judged = carriedOut({ ...schema, tables: facts.tables }, proposals)
  return { root, tables: facts.tables.map((table) => inferred(table, judged, root)).sort(byKind) }
}

function rootOf(
  facts: SchemaFacts,
  all: readonly Reference[],
  marked: Proposals,
  { root: given }: InferenceRequest,
): InferredRoot {
  const candidates = rootCandidates(facts, all)
  const [markedRoot] = [...marked].filter(([, { ownership }]) => ownership.kind === 'root')
  const said = markedRoot === undefined ? given : tableId(markedRoot[0])
  return said === undefined
    ? chooseRoot(candidates, facts.tables.length)
    : { id: said, confidence: 'sure', candidates }
}

function inferred(table: Table, proposals: Proposals, root: InferredRoot): InferredTable {
  const { ownership, confidence, because, alternatives } =
    proposals.get(table) ?? unclassified('left undecided')
  const rests = table.mark === null && ownership.kind !== 'root'
  return {
    id: tableId(table),
    table,
    ownership: shownOwnership(ownership, proposals),
    // What rests on a root that is not sure is not surer than that.
    confidence: rests && root.confidence === 'doubtful' ? 'doubtful' : confidence,
    reason: `${ownership.kind}: ${because}${rests && confidence === 'sure' && root.confidence === 'doubtful' ? ', if that is the root' : ''}`,
    marked: table.mark !== null,
    alternatives,
  }
}

const order: readonly OwnershipJson['kind'][] = [
  'root',
  'direct',
  'through',
  'identity',
  'shared',
  'system',
  'unclassified',
]

const byKind = (a: InferredTable, b: InferredTable): number =>
  order.indexOf(a.ownership.kind) - order.indexOf(b.ownership.kind) ||
  (shortName(a.table) < shortName(b.table) ? -1 : 1)
