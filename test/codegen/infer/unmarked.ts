import type { Inference } from '../../../src/codegen/infer/inference.js'
import type { Column, ForeignKey, Table } from '../../../src/model/schema.js'
import { column, key, table } from '../small-schema.js'

/** Short ways to write an unmarked schema down: every table has the key `id`. */

export const plain = (
  name: string,
  columns: readonly Column[] = [],
  foreignKeys: readonly ForeignKey[] = [],
  rest: Partial<Table> = {},
): Table => table(name, null, { columns: [column('id'), ...columns], foreignKeys, ...rest })

export const optional = (name: string): Column => column(name, { notNull: false })

/** A table with one column for each reference: `{ organization_id: 'organization' }`, with `?` behind it where it may be null. */
export const referring = (
  name: string,
  references: Readonly<Record<string, string>>,
  more: readonly Column[] = [],
  rest: Partial<Table> = {},
): Table => {
  const entries = Object.entries(references).map(([given, to]) => ({
    name: given.replace('?', ''),
    given,
    to,
  }))
  return plain(
    name,
    [...entries.map(({ name, given }) => (given.endsWith('?') ? optional(name) : column(name))), ...more],
    entries.map(({ name, to }) => key(name, to)),
    rest,
  )
}

export const organization = plain('organization')
export const user = plain('user')
export const member = referring('member', { organization_id: 'organization', user_id: 'user' })

/** By table: `kind confidence`, what it rests on, and the reason without its kind. */
export const proposals = ({ tables }: Inference) =>
  Object.fromEntries(
    tables.map(({ table: { name }, ownership, confidence, reason }) => {
      const { kind, ...rest } = ownership
      return [name, { is: `${kind} ${confidence}`, ...rest, because: reason.replace(`${kind}: `, '') }]
    }),
  )
