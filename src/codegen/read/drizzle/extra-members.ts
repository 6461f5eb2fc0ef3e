import type { ExtraDraft } from '../values/extra-draft.js'
import { native, nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ExtraValue, Value } from '../values/value.js'

/** What the method gives; null when this kind of builder has none of that name. */
type Method = (value: ExtraValue, args: readonly Value[]) => ExtraValue | null

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['on', withColumns],
  ['onOnly', (value, args) => (value.extra.kind === 'index' ? withColumns(value, args) : null)],
  ['using', (value, [, ...columns]) => (value.extra.kind === 'index' ? withColumns(value, columns) : null)],
  [
    'where',
    (value, [condition = nothing]) => {
      if (value.extra.kind !== 'index') return null
      value.extra.where = condition
      return value
    },
  ],
  ['concurrently', same('index')],
  ['with', same('index')],
  ['nullsNotDistinct', same('unique')],
  ['onDelete', (value, [action = nothing]) => withAction(value, 'onDelete', action)],
  ['onUpdate', (value, [action = nothing]) => withAction(value, 'onUpdate', action)],
])

export const extraMember = (value: ExtraValue, name: string): Value =>
  native(
    name,
    (args, site) =>
      methods.get(name)?.(value, args) ??
      unknown(site, `the method ${name} of a ${value.extra.kind} is not known`),
  )

/** A new builder, as drizzle's `.on()` gives one: the old one can be used again. */
function withColumns({ extra }: ExtraValue, columns: readonly Value[]): ExtraValue | null {
  if (extra.kind !== 'index' && extra.kind !== 'unique') return null
  return { kind: 'extra', extra: { ...extra, columns } }
}

function same(kind: ExtraDraft['kind']): Method {
  return (value) => (value.extra.kind === kind ? value : null)
}

function withAction(value: ExtraValue, which: 'onDelete' | 'onUpdate', action: Value): ExtraValue | null {
  if (value.extra.kind !== 'foreign-key') return null
  value.extra[which] = action
  return value
}
