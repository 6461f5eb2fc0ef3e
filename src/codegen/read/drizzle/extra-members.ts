import type { ExtraDraft } from '../values/extra-draft.js'
import { native, nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ExtraValue, Value } from '../values/value.js'

type Method = (extra: ExtraDraft, args: readonly Value[]) => boolean

/** Each method of the builders of extra configs; false when this kind of builder has none of that name. */
const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['on', (extra, args) => setColumns(extra, args)],
  ['onOnly', (extra, args) => extra.kind === 'index' && setColumns(extra, args)],
  ['using', (extra, [, ...columns]) => extra.kind === 'index' && setColumns(extra, columns)],
  [
    'where',
    (extra) => {
      if (extra.kind !== 'index') return false
      extra.partial = true
      return true
    },
  ],
  ['concurrently', ({ kind }) => kind === 'index'],
  ['with', ({ kind }) => kind === 'index'],
  ['nullsNotDistinct', ({ kind }) => kind === 'unique'],
  ['onDelete', (extra, [action = nothing]) => setAction(extra, 'onDelete', action)],
  ['onUpdate', (extra, [action = nothing]) => setAction(extra, 'onUpdate', action)],
])

export const extraMember = (value: ExtraValue, name: string): Value =>
  native(name, (args, site) =>
    methods.get(name)?.(value.extra, args) === true
      ? value
      : unknown(site, `the method ${name} of a ${value.extra.kind} is not known`),
  )

function setColumns(extra: ExtraDraft, columns: readonly Value[]): boolean {
  if (extra.kind !== 'index' && extra.kind !== 'unique') return false
  extra.columns = columns
  return true
}

function setAction(extra: ExtraDraft, which: 'onDelete' | 'onUpdate', action: Value): boolean {
  if (extra.kind !== 'foreign-key') return false
  extra[which] = action
  return true
}
