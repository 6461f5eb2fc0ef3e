import fc from 'fast-check'
import type { Actions, ColumnSpec, ColumnType, ReferenceSpec, Step } from './schema-spec.js'

/** A column of any type, with any chain of methods that its builder has. */
export const columns = (keys: fc.Arbitrary<string>, limits: { readonly min: number; readonly max: number }) =>
  fc.uniqueArray(column(keys), {
    minLength: limits.min,
    maxLength: limits.max,
    // Keys stay different under every casing.
    selector: ({ key }) => key.replace(/[^\da-z]/gi, '').toLowerCase(),
  })

const column = (keys: fc.Arbitrary<string>): fc.Arbitrary<ColumnSpec> =>
  type.chain(({ methods, ...type }) =>
    fc.record({
      key: keys,
      name: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 3, arbitrary: columnName }),
      type: fc.constant(type),
      steps: chain(methods),
      written: fc.constantFrom(
        'inline',
        'inline',
        'helper',
        'named-helper',
        'spread-constant',
        'spread-call',
        'options-constant',
        'statements',
        'switched',
      ),
    }),
  )

const columnName = fc.constantFrom(
  'id',
  'user_id',
  'createdAt',
  'Order Line',
  "it's",
  'a"b',
  'back`tick',
  `\${x}`,
  'naïve',
  '',
)

/** Ordinary words, words that casing treats specially, and what every object already has. */
export const ownKeys = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('id', 'userId', 'tenantId', 'createdAt', 'title', 'total', 'state'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'HTMLBody',
      'line2Text',
      'snake_key',
      'with-dash',
      'with space',
      'class',
      '$dollar',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('name', 'length', 'constructor', 'toString', 'key', 'default') },
)

/** Apart from the keys of tables, so that a table and the groups that it spreads have different ones. */
export const groupKeys = fc.constantFrom('sharedAt', 'sharedBy', 'SHAREDCode', 'shared-note', 'shared_flag')

const sizes = fc.integer({ min: 1, max: 40 })
const flag = fc.boolean()
const partial = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { requiredKeys: [] })

type Drawn = ColumnType & { readonly methods: readonly string[] }

const of = (
  builders: readonly string[],
  options: fc.Arbitrary<ColumnType['options']> = fc.constant(null),
  methods: readonly string[] = [],
): fc.Arbitrary<Drawn> =>
  fc.record({ builder: fc.constantFrom(...builders), options, methods: fc.constant(methods) })

const identity = [
  '.generatedAlwaysAsIdentity()',
  '.generatedByDefaultAsIdentity({ startWith: 100 })',
  ".generatedAlwaysAsIdentity({ name: 'KEY_seq' })",
]
const optional = <T>(given: fc.Arbitrary<T>) => fc.option(given, { nil: null })

const type: fc.Arbitrary<Drawn> = fc.oneof(
  of([
    'text',
    'boolean',
    'json',
    'jsonb',
    'inet',
    'cidr',
    'macaddr',
    'macaddr8',
    'real',
    'doublePrecision',
    'point',
    'line',
  ]),
  of(['uuid'], undefined, ['.defaultRandom()']),
  of(['integer', 'smallint'], undefined, identity),
  of(['bigint'], fc.record({ mode: fc.constantFrom('number', 'bigint') }), identity),
  of(['serial', 'smallserial']),
  of(['bigserial'], fc.record({ mode: fc.constantFrom('number', 'bigint') })),
  of(['varchar', 'char'], optional(partial({ length: sizes }))),
  of(
    ['numeric', 'decimal'],
    optional(
      partial({
        precision: sizes,
        scale: fc.integer({ min: 0, max: 4 }),
        mode: fc.constantFrom('string', 'number', 'bigint'),
      }),
    ),
  ),
  of(
    ['timestamp'],
    optional(
      partial({
        precision: fc.integer({ min: 0, max: 6 }),
        withTimezone: flag,
        mode: fc.constantFrom('date', 'string'),
      }),
    ),
    ['.defaultNow()'],
  ),
  of(['time'], optional(partial({ precision: fc.integer({ min: 0, max: 6 }), withTimezone: flag })), [
    '.defaultNow()',
  ]),
  of(['date'], optional(partial({ mode: fc.constantFrom('date', 'string') })), ['.defaultNow()']),
  of(
    ['interval'],
    optional(
      partial({
        fields: fc.constantFrom('day', 'hour to second'),
        precision: fc.integer({ min: 0, max: 6 }),
      }),
    ),
  ),
  of(['vector', 'halfvec', 'sparsevec', 'bit'], fc.record({ dimensions: sizes })),
  of(['geometry'], optional(partial({ mode: fc.constantFrom('xy', 'tuple'), srid: fc.constant(4326) }))),
  of(['mood', 'level', 'plan', 'citext']),
  of(['embedding'], optional(partial({ dimensions: fc.integer({ min: 1, max: 2000 }) }))),
  of(['money'], optional(partial({ precision: sizes, scale: sizes }))),
)

export const actions: fc.Arbitrary<Actions> = partial({
  onDelete: fc.constantFrom('cascade', 'set null', 'restrict', 'no action', 'set default'),
  onUpdate: fc.constantFrom('cascade', 'set null', 'restrict', 'no action', 'set default'),
})

const reference: fc.Arbitrary<ReferenceSpec> = fc.record({
  table: fc.nat(20),
  column: fc.nat(20),
  actions: optional(actions),
  written: fc.constantFrom('arrow', 'typed', 'function', 'constant'),
})

/** Methods that every builder has. */
const anywhere: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant('.notNull()') },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ".default('x')",
      '.default(sql`now()`)',
      '.default(null as never)',
      '.default([] as never)',
      ".$defaultFn(() => 'x')",
      ".$default(() => 'x')",
      '.$onUpdate(() => new Date())',
      '.$onUpdateFn(() => new Date())',
      ".$type<'a' | 'b'>()",
      '.unique()',
      ".unique('KEY_key')",
      ".unique('KEY_key', { nulls: 'not distinct' })",
      '.generatedAlwaysAs(sql`upper(x)`)',
      '.generatedAlwaysAs((): SQL => sql`lower(x)`)',
    ),
  },
  { weight: 4, arbitrary: reference },
)

/** An array is a builder of its own: what only some builders have comes before it. */
const chain = (methods: readonly string[]): fc.Arbitrary<readonly Step[]> => {
  const own =
    methods.length === 0
      ? anywhere
      : fc.oneof({ weight: 3, arbitrary: anywhere }, fc.constantFrom(...methods))
  const arrays = fc.tuple(fc.constantFrom('.array()', '.array(3)'), fc.array(anywhere, { maxLength: 2 }))
  return fc
    .tuple(fc.array(own, { maxLength: 3 }), fc.array(arrays, { maxLength: 2, size: '-1' }))
    .map(([first, rest]) => [...first, ...rest.flatMap(([array, after]) => [array, ...after])])
}
