import type { Table } from '../../model/schema.js'
import { membershipScore, membershipThreshold } from './membership.js'
import type { Proposal, Proposals } from './proposal.js'
import type { Reference } from './references.js'
import type { SchemaFacts } from './schema-facts.js'
import { shortName } from './table-name.js'

/** A table that says which people belong to which tenant. */
interface Membership {
  readonly members: Table
  readonly tenant: string
  /** Its reference to the people. */
  readonly person: Reference
  readonly score: number
}

/**
 * The tables of people, each by the table that says who is a member of which tenant. Whoever has a tenant column that
 * cannot be null belongs to that one tenant and is no identity.
 */
export const proposeIdentities = (
  root: Table,
  all: readonly Reference[],
  direct: Proposals,
  facts: SchemaFacts,
): Proposals => {
  const proposals = new Map<Table, Proposal>()
  for (const { members, person } of memberships(root, all, direct, facts)) {
    const people = person.to
    if (proposals.has(people) || direct.get(people)?.confidence === 'sure') continue
    proposals.set(people, identity(members, person, direct))
  }
  return proposals
}

function memberships(
  root: Table,
  all: readonly Reference[],
  direct: Proposals,
  facts: SchemaFacts,
): readonly Membership[] {
  return [...direct]
    .flatMap(([members, { ownership }]) =>
      ownership.kind === 'direct' ? [{ members, tenant: ownership.column }] : [],
    )
    .flatMap(({ members, tenant }) =>
      all
        .filter(({ from, to, notNull }) => from === members && notNull && to !== root)
        .map((person) => ({ members, tenant, person, score: 0 })),
    )
    .filter(({ person }) => mayBePeople(person, direct, facts))
    .map((membership) => ({ ...membership, score: score(membership, root, facts) }))
    .filter((membership) => membership.score >= membershipThreshold)
    .sort((a, b) => b.score - a.score || ownKeys(a, all, direct) - ownKeys(b, all, direct))
}

/** People by name, or by being what the members of a group are: a table that no tenant owns. */
const mayBePeople = ({ to }: Reference, direct: Proposals, facts: SchemaFacts): boolean =>
  facts.isPeople(to) || (direct.get(to)?.confidence !== 'sure' && facts.nameOf(to).includes('member'))

const score = ({ members, tenant, person }: Membership, root: Table, facts: SchemaFacts): number =>
  membershipScore(
    {
      members,
      group: facts.nameOf(root),
      groupColumns: [tenant],
      people: facts.nameOf(person.to),
      peopleColumns: person.columns,
    },
    facts,
  )

/** A member of the tenant's team is one of the tenant too, by a further key: the plain membership has none. */
const ownKeys = ({ members }: Membership, all: readonly Reference[], direct: Proposals): number =>
  all.filter(({ from, to, notNull }) => from === members && notNull && direct.has(to)).length

function identity(members: Table, person: Reference, direct: Proposals): Proposal {
  const name = shortName(members)
  const columns = person.columns.join(', ')
  if (person.key === null) {
    return {
      ownership: { kind: 'unclassified' },
      confidence: 'doubtful',
      because: `people: ${name}.${columns} would name the members, with a foreign key to ${shortName(person.to)}`,
      alternatives: [],
    }
  }
  const sure = direct.get(members)?.confidence === 'sure'
  return {
    ownership: { kind: 'identity', members },
    confidence: sure ? 'sure' : 'doubtful',
    because: `${name}.${columns} says who is a member of which tenant${sure ? '' : `, and ${name} is doubtful itself`}`,
    alternatives: [],
  }
}
