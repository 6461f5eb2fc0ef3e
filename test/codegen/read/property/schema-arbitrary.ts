import fc from 'fast-check'
import { actions, columns, groupKeys, ownKeys } from './column-arbitrary.js'
import type {
  ColumnSpec,
  ExtraSpec,
  IndexEntry,
  Layout,
  PrimaryKeySpec,
  SchemaSpec,
  TableSpec,
} from './schema-spec.js'

const position = fc.nat(20)
const positions = (max: number) => fc.array(position, { minLength: 1, maxLength: max })

const entry: fc.Arbitrary<IndexEntry> = fc.record({
  column: position,
  order: fc.constantFrom('', '', '.desc()', '.asc().nullsFirst()', ".op('text_ops')", '.desc().nullsLast()'),
  expression: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
})

const extra: fc.Arbitrary<ExtraSpec> = fc.oneof(
  fc.record({
    kind: fc.constant('unique' as const),
    named: fc.boolean(),
    columns: positions(3),
    nulls: fc.boolean(),
    spread: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('index' as const),
    named: fc.boolean(),
    unique: fc.boolean(),
    entries: fc.array(entry, { minLength: 1, maxLength: 3 }),
    method: fc.constantFrom('on', 'on', 'onOnly', 'using'),
    tail: fc.subarray(['.where(sql`true`)', '.concurrently()', ".with({ fillfactor: '70' })"]),
  }),
  fc.record({
    kind: fc.constant('foreign-key' as const),
    named: fc.boolean(),
    columns: positions(3),
    table: position,
    foreignColumns: positions(3),
    actions,
  }),
  fc.record({ kind: fc.constant('other' as const), text: fc.constantFrom('check', 'policy') }),
)

const primaryKey: fc.Arbitrary<PrimaryKeySpec> = fc.record({
  columns: positions(3),
  named: fc.boolean(),
  written: fc.constantFrom('inline', 'object', 'arguments'),
})

const table: fc.Arbitrary<TableSpec> = fc.record({
  name: fc.constantFrom('users', 'orderLines', 'Audit Log', 'user', "it's", 'naïve'),
  schema: fc.constantFrom(null, null, null, 'billing', 'Auth'),
  columns: columns(ownKeys, { min: 1, max: 6 }),
  groups: fc.uniqueArray(fc.nat(1), { maxLength: 2 }),
  primaryKey: fc.option(primaryKey, { nil: null }),
  extras: fc.array(extra, { maxLength: 4 }),
  rls: fc.constantFrom('none', 'none', 'chained', 'statement'),
  style: fc.record({
    maker: fc.constantFrom('direct', 'direct', 'creator', 'factory', 'curried', 'entity', 'destructured'),
    columns: fc.constantFrom(
      'object',
      'callback',
      'destructured',
      'constant',
      'function',
      'assigned',
      'entries',
      'looped',
    ),
    extras: fc.constantFrom(
      'array',
      'object',
      'nested',
      'block',
      'destructured',
      'constant',
      'function',
      'spread',
      'looped',
    ),
    names: fc.constantFrom('literal', 'constant', 'template', 'sum', 'member', 'enum', 'computed'),
    exported: fc.constantFrom('declaration', 'declaration', 'clause', 'renamed', 'default'),
  }),
})

const most = 5

/** One choice for each table or file there can be. */
const each = <T>(choice: fc.Arbitrary<T>) => fc.array(choice, { minLength: most, maxLength: most })

const layout: fc.Arbitrary<Layout> = fc.record({
  files: fc.oneof(fc.constant(Array.from({ length: most }, () => 0)), each(fc.nat(3))),
  indexes: each(fc.constantFrom('star', 'star', 'named', 'renamed', 'imported', 'chain', 'namespace')),
  imports: each(fc.constantFrom('named', 'namespace', 'aliased')),
  extensions: each(fc.constantFrom('', '.js', '.ts', '~')),
  sharedHelpers: fc.boolean(),
  throughIndex: each(fc.boolean()),
  entries: fc.constantFrom('index', 'index', 'files'),
})

/** Groups stand in files that tables import, which must not import tables in turn. */
const withoutReferences = (column: ColumnSpec): ColumnSpec => ({
  ...column,
  steps: column.steps.filter((step) => typeof step === 'string'),
})

export const schemas: fc.Arbitrary<SchemaSpec> = fc.record({
  casing: fc.constantFrom(undefined, 'snake_case', 'camelCase'),
  tables: fc.array(table, { minLength: 1, maxLength: most }),
  groups: fc.array(
    fc.record({
      columns: columns(groupKeys, { min: 1, max: 3 }).map((given) => given.map(withoutReferences)),
      written: fc.constantFrom('constant', 'function', 'options', 'repeated'),
    }),
    { minLength: 2, maxLength: 2 },
  ),
  layout,
})
