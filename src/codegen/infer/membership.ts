import type { Table } from '../../model/schema.js'
import type { SchemaFacts } from './schema-facts.js'

/** A table of who belongs to whom, if `members` is one: where it holds its group and where the person, and their names. */
export interface MembershipColumns {
  readonly members: Table
  readonly group: readonly string[]
  readonly groupColumns: readonly string[]
  readonly people: readonly string[]
  readonly peopleColumns: readonly string[]
}

/** Words of tables that hold both keys and say something else: who was asked, what was done, what was set. */
const otherwise =
  /^(invit|invite|request|token|key|apikey|session|log|audit|event|setting|preference|notification|limit|usage|config|history|reminder|favorite|integration)/

/** From here on a table counts as one of memberships. */
export const membershipThreshold = 4

/** How much speaks for the table being the one that says which people belong to which group. */
export const membershipScore = (
  { members, group, groupColumns, people, peopleColumns }: MembershipColumns,
  facts: SchemaFacts,
): number => {
  const name = facts.nameOf(members)
  if (name.some((word) => otherwise.test(word))) return 0
  const called = name.some((word) => /^member(ship)?$/.test(word)) ? 4 : 0
  const joined = isJoinOf(name, group, people) ? 4 : 0
  const once = isUnique(members, [...groupColumns, ...peopleColumns]) ? 2 : 0
  const role = members.columns.some((column) => /^role/i.test(column.name)) ? 2 : 0
  return Math.max(called, joined) + once + role
}

/** `users_on_team`, `user_organization`, `workspace_users`. */
function isJoinOf(name: readonly string[], group: readonly string[], people: readonly string[]): boolean {
  const rest = name.filter((word) => !['to', 'on', 'of', 'in', 'and', 'has'].includes(word))
  const wanted = [...group.slice(-1), ...people.slice(-1)]
  return rest.length === 2 && wanted.every((word) => rest.includes(word))
}

function isUnique(table: Table, columns: readonly string[]): boolean {
  const wanted = new Set(columns)
  const uniques = [
    table.primaryKey,
    ...table.uniques.map((unique) => unique.columns),
    ...table.indexes.flatMap(({ unique, partial, columns: on }) => (unique && !partial ? [on] : [])),
  ]
  return uniques.some(
    (on) => on.length === wanted.size && on.every((name) => name !== null && wanted.has(name)),
  )
}
