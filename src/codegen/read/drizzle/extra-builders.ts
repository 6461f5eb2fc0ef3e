import { arrayOf, native, nothing, opaque } from '../values/make-value.js'
import { option } from '../values/option.js'
import type { NativeValue, Value } from '../values/value.js'

const index = (name: string, unique: boolean): NativeValue =>
  native(name, ([given = nothing], site) => ({
    kind: 'extra',
    extra: { kind: 'index', name: given, unique, columns: null, where: nothing, site },
  }))

const unique = native('unique', ([name = nothing], site) => ({
  kind: 'extra',
  extra: { kind: 'unique', name, columns: null, site },
}))

/** `primaryKey({ columns: [a, b] })`, or the older `primaryKey(a, b)`. */
const primaryKey = native('primaryKey', (args, site) => {
  const [first] = args
  const columns =
    first?.kind === 'object' || first?.kind === 'namespace' ? option(first, 'columns', site) : arrayOf(args)
  return { kind: 'extra', extra: { kind: 'primary-key', columns, site } }
})

const foreignKey = native('foreignKey', ([config], site) => ({
  kind: 'extra',
  extra: {
    kind: 'foreign-key',
    name: option(config, 'name', site),
    columns: option(config, 'columns', site),
    foreignColumns: option(config, 'foreignColumns', site),
    onDelete: nothing,
    onUpdate: nothing,
    site,
  },
}))

/** What may stand in a table's extra config, by name in `drizzle-orm/pg-core`. */
export const extraBuilders: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['index', index('index', false)],
  ['uniqueIndex', index('uniqueIndex', true)],
  ['unique', unique],
  ['primaryKey', primaryKey],
  ['foreignKey', foreignKey],
  ['check', opaque('check')],
  ['pgPolicy', opaque('policy')],
])
