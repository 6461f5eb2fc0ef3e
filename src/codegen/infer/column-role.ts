import { singular, words } from './words.js'

/**
 * What a column says about the row that it points to, by its name: that it owns this one (`plain`), that it is the
 * current or last of several (`pointer`), that the two are related (`relation`), or who did something (`author`).
 */
export type ColumnRole = 'plain' | 'pointer' | 'relation' | 'author'

const pointers: ReadonlySet<string> = new Set(
  'active current last latest default selected recent preferred previous next'.split(' '),
)

const relations: ReadonlySet<string> = new Set(
  'parent child source target from to sender receiver recipient referrer referring referred partner guest linked related other shared duplicate destination'.split(
    ' ',
  ),
)

const authors: ReadonlySet<string> = new Set(
  'approver assigned assignee author creator editor inviter requester reviewer'.split(' '),
)

const owners: ReadonlySet<string> = new Set(['owned', 'held', 'managed'])

/** `target` is the name of the table that it points to: `source_id` beside `sources` is plain. */
export const columnRole = (column: string, target: readonly string[]): ColumnRole => {
  const own = new Set(target)
  const rest = words(column)
    .map(singular)
    .filter((word) => !own.has(word))
  const [first] = rest
  if (first !== undefined && pointers.has(first)) return 'pointer'
  // `created_by` and `created_by_user_id`, but not `owned_by_user_id`.
  const by = rest.indexOf('by')
  if (authors.has(first ?? '') || (by > 0 && !owners.has(rest[by - 1] ?? ''))) return 'author'
  return rest.some((word) => relations.has(word)) ? 'relation' : 'plain'
}
