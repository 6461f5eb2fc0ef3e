import type { Table } from '../../model/schema.js'
import { tableId } from '../graph/graph-findings.js'
import { withCertainPath } from './certain-path.js'
import { columnRole } from './column-role.js'
import { explainLeftover } from './explain-leftover.js'
import { infrastructure } from './infrastructure.js'
import { ownedAmong, type Proposal, type Proposals, unclassified } from './proposal.js'
import { proposeDirect } from './propose-direct.js'
import { proposeIdentities } from './propose-identity.js'
import { proposeThrough } from './propose-through.js'
import type { Reference } from './references.js'
import type { SchemaFacts } from './schema-facts.js'
import { tenantColumns } from './tenant-columns.js'
import { throughEdges } from './through-edges.js'

export interface ProposalFacts {
  readonly facts: SchemaFacts
  readonly all: readonly Reference[]
  readonly undecided: ReadonlySet<string>
}

/**
 * A proposal for every table that `given` leaves open, but those left undecided: by its own tenant column before any
 * path, people by their members, then the paths, then what is recognised as machinery, and for the rest why there is none.
 */
export const proposeAll = (given: Proposals, { facts, all, undecided }: ProposalFacts): Proposals => {
  const proposals = new Map<Table, Proposal>(given)
  const open = () => facts.tables.filter((table) => !proposals.has(table) && !undecided.has(tableId(table)))
  const add = (more: Proposals) => {
    for (const [table, proposal] of more) proposals.set(table, proposal)
  }

  const root = [...given].find(([, { ownership }]) => ownership.kind === 'root')?.[0]
  if (root === undefined) {
    for (const table of open())
      proposals.set(table, unclassified('without a root there is nothing to lead to'))
    return proposals
  }

  const columnsOf = tenantColumns(root, all, facts)
  const direct = directProposals(open(), root, columnsOf, all, facts)
  const identities = proposeIdentities(root, all, new Map([...given, ...direct]), facts)
  const stillOpen = new Set(open())
  add(direct)
  add(new Map([...identities].filter(([table]) => stillOpen.has(table))))
  const edges = throughEdges(root, all, facts)
  add(proposeThrough(open(), ownedAmong(proposals), edges))
  for (const table of direct.keys()) {
    const proposal = proposals.get(table)
    if (proposal !== undefined) proposals.set(table, withCertainPath(proposal, edges(table), proposals))
  }
  add(machinery(stillOpen, proposals, facts))
  for (const table of open()) {
    const reason = explainLeftover({ table, root, columns: columnsOf(table), all, proposals, facts })
    proposals.set(table, unclassified(reason))
  }
  return proposals
}

function directProposals(
  open: readonly Table[],
  root: Table,
  columnsOf: ReturnType<typeof tenantColumns>,
  all: readonly Reference[],
  facts: SchemaFacts,
): Proposals {
  return new Map(
    open.flatMap((table) => {
      const toPeople = all.filter((reference) => reference.from === table && isPersonal(reference, facts))
      const proposal = proposeDirect({ table, root, columns: columnsOf(table), toPeople })
      return proposal === null ? [] : [[table, lookedUpEarly(table, proposal, facts)] as const]
    }),
  )
}

/** Keys and tokens say which tenant asks: they are looked up by their hash when no tenant is known yet. */
function lookedUpEarly(table: Table, proposal: Proposal, facts: SchemaFacts): Proposal {
  const early =
    /(^| )(api key|(access|refresh|api|personal) token|authorization code|oauth client|sso provider)$/
  if (proposal.confidence !== 'sure' || !early.test(facts.nameOf(table).join(' '))) return proposal
  return {
    ...proposal,
    confidence: 'doubtful',
    because: `${proposal.because}; is it looked up before a tenant is known`,
    alternatives: [
      ...proposal.alternatives,
      { classification: { kind: 'system' }, meaning: 'looked up before any tenant is known' },
    ],
  }
}

/** Whether by this key a row may be a person's: not when it names who made it. */
const isPersonal = ({ to, key, columns: [column = ''] }: Reference, facts: SchemaFacts): boolean =>
  key !== null && facts.isPeople(to) && columnRole(column, facts.nameOf(to)) === 'plain'

/** What belongs to no tenant by its name; a tenant column, or a path that is sure, says more than a name. */
function machinery(open: ReadonlySet<Table>, proposals: Proposals, facts: SchemaFacts): Proposals {
  return new Map(
    [...open].flatMap((table) => {
      const known = proposals.get(table)
      const what = infrastructure(table, facts)
      if (what === null || known?.confidence === 'sure' || known?.ownership.kind === 'direct') return []
      const proposal: Proposal = {
        ownership: { kind: 'system' },
        confidence: 'doubtful',
        because: what,
        alternatives: [],
      }
      return [[table, proposal] as const]
    }),
  )
}
