import type { Table } from '../../model/schema.js'
import { columnRole } from './column-role.js'
import type { Proposals } from './proposal.js'
import type { Reference } from './references.js'
import type { SchemaFacts } from './schema-facts.js'
import { shortName } from './table-name.js'
import type { TenantColumn } from './tenant-columns.js'

/** What is known when a table has found no owner. */
export interface LeftoverFacts {
  readonly table: Table
  readonly root: Table
  readonly columns: readonly TenantColumn[]
  readonly all: readonly Reference[]
  readonly proposals: Proposals
  readonly facts: SchemaFacts
}

/** Why nothing says whose rows these are, as near to the schema as it can be said. */
export const explainLeftover = (given: LeftoverFacts): string => {
  const { table, root, columns, all, facts } = given
  if (facts.isPeople(table)) return people(given)
  const own = all.filter(({ from }) => from === table)
  const keys = own.filter(({ key, to }) => key !== null && to !== root)
  const isPerson = (to: Table) => isIdentity(to, given) || facts.isPeople(to)
  const parent =
    keys.find(({ to, notNull }) => notNull && !isPerson(to)) ?? keys.find(({ to }) => !isPerson(to))
  const person = keys.find(({ to, columns: [column = ''] }) => {
    return isPerson(to) && columnRole(column, facts.nameOf(to)) === 'plain'
  })
  if (parent?.notNull) return unknownParent(parent)
  if (person !== undefined) {
    return `${person.columns.join(', ')} references ${shortName(person.to)}: a person's rows, and a person may be in several tenants`
  }
  const [pointer] = columns
  if (pointer !== undefined) {
    return `${pointer.column.name} points to a row of ${shortName(root)} and does not say whose row this is`
  }
  const lookalike = own.find(({ key, to }) => key === null && isOwned(to, given))
  if (lookalike !== undefined) {
    return `${lookalike.columns.join(', ')} is called like a key of ${shortName(lookalike.to)}, and is no foreign key`
  }
  const holder = all.find(({ to, key }) => to === table && key !== null)
  if (holder !== undefined) {
    return `${shortName(holder.from)}.${holder.columns.join(', ')} references it: rows of one tenant, or what all tenants read`
  }
  if (parent !== undefined) return unknownParent(parent)
  return `no column and no foreign key leads to ${shortName(root)}`
}

const unknownParent = ({ columns, to }: Reference): string =>
  `${columns.join(', ')} references ${shortName(to)}, of which it is not known whose rows it holds`

/** People are seen by the tenants whose members they are, which a table of members has to say. */
function people({ root, all, proposals, facts, table }: LeftoverFacts): string {
  const members = facts.tables.find((other) => {
    const isMembers = facts.nameOf(other).some((word) => /^member(ship)?$/.test(word))
    return isMembers && proposals.get(other)?.ownership.kind === 'direct'
  })
  if (members === undefined) {
    return `people, and no table says by foreign keys who is a member of which row of ${shortName(root)}`
  }
  const keyed = all.some(({ from, to, key }) => from === members && to === table && key !== null)
  return keyed
    ? `people, and ${shortName(members)} does not clearly say who is a member`
    : `people, and ${shortName(members)}, which may say who is a member, has no foreign key to them`
}

const kindOf = (table: Table, { proposals }: LeftoverFacts) => proposals.get(table)?.ownership.kind

const isIdentity = (table: Table, given: LeftoverFacts): boolean => kindOf(table, given) === 'identity'

const isOwned = (table: Table, given: LeftoverFacts): boolean =>
  ['root', 'direct', 'through'].includes(kindOf(table, given) ?? '')
