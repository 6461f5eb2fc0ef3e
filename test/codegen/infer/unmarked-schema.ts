import fc from 'fast-check'
import type { Column, ForeignKey, Schema, Table } from '../../../src/model/schema.js'
import { column, key } from '../small-schema.js'
import { plain } from './unmarked.js'

const names = [
  'organization',
  'team',
  'user',
  'member',
  'project',
  'task',
  'session',
  'note',
  'plan',
  'team_member',
]
const prefixes = ['', '', '', 'active_', 'parent_', 'source_', 'other_']
const types = ['uuid', 'uuid', 'uuid', 'text', 'integer']

interface Drawn {
  readonly prefix: string
  readonly to: string
  readonly notNull: boolean
  readonly type: string
  readonly keyed: boolean
  readonly onDelete: ForeignKey['onDelete']
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  prefix: fc.constantFrom(...prefixes),
  to: fc.constantFrom(...names),
  notNull: fc.boolean(),
  type: fc.constantFrom(...types),
  keyed: fc.boolean(),
  onDelete: fc.constantFrom<ForeignKey['onDelete'][]>('cascade', 'no action', 'set null'),
})

const tableOf = (name: string, references: readonly Drawn[], once: boolean): Table => {
  const unique = new Map(references.map((reference) => [`${reference.prefix}${reference.to}_id`, reference]))
  const columns: Column[] = []
  const keys: ForeignKey[] = []
  for (const [called, { to, notNull, type, keyed, onDelete }] of unique) {
    columns.push(column(called, { notNull, type: keyed ? 'uuid' : type }))
    if (keyed) keys.push(key(called, to, { onDelete }))
  }
  const first = columns.slice(0, 2).map((given) => given.name)
  return plain(name, columns, keys, once ? { uniques: [{ name: null, columns: first }] } : {})
}

/** Schemas without a mark, of tables that refer to one another in every way that the inference tells apart. */
export const unmarkedSchema: fc.Arbitrary<Schema> = fc
  .subarray(names, { minLength: 3 })
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((name) =>
        fc
          .tuple(fc.array(drawn, { maxLength: 4 }), fc.boolean())
          .map(([references, once]) => tableOf(name, references, once)),
      ),
    ),
  )
  .map((tables) => ({ tables: [...tables], views: [] }))
