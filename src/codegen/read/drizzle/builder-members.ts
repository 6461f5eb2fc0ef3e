import type { Evaluator } from '../evaluate/evaluator.js'
import { type ColumnDraft, columnDraft } from '../values/column-draft.js'
import { native, nothing } from '../values/make-value.js'
import { textOption } from '../values/option.js'
import { unknown } from '../values/unknown.js'
import type { BuilderValue, Site, Value } from '../values/value.js'

type Method = (
  builder: BuilderValue,
  args: readonly Value[],
  site: Site,
  evaluator: Evaluator,
) => BuilderValue

/** A method that changes the column and gives the same builder again, as drizzle's do. */
const changes =
  (change: (column: ColumnDraft) => void): Method =>
  (builder) => {
    change(builder.column)
    return builder
  }

const nothingChanges = changes(() => {})

const withDefault = changes((column) => {
  column.hasDefault = true
})

const identity = (kind: 'always' | 'byDefault') =>
  changes((column) => {
    column.identity = kind
    column.hasDefault = true
    column.notNull = true
  })

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['$type', nothingChanges],
  [
    'notNull',
    changes((column) => {
      column.notNull = true
    }),
  ],
  [
    'primaryKey',
    changes((column) => {
      column.primaryKey = true
      column.notNull = true
    }),
  ],
  ['default', withDefault],
  ['defaultNow', withDefault],
  ['defaultRandom', withDefault],
  ['$default', withDefault],
  ['$defaultFn', withDefault],
  ['$onUpdate', withDefault],
  ['$onUpdateFn', withDefault],
  [
    'generatedAlwaysAs',
    changes((column) => {
      column.generated = true
    }),
  ],
  ['generatedAlwaysAsIdentity', identity('always')],
  ['generatedByDefaultAsIdentity', identity('byDefault')],
  ['unique', unique],
  ['references', references],
  ['array', array],
])

/** Names of the methods of column builders. */
export const builderMethods: ReadonlySet<string> = new Set(methods.keys())

/** A method of a column builder. One that we do not know is noted on the column, which is kept. */
export const builderMember = (builder: BuilderValue, name: string, evaluator: Evaluator): Value => {
  const method = methods.get(name)
  if (method !== undefined)
    return native(name, (args, callSite) => method(builder, args, callSite, evaluator))
  return native(name, (_args, callSite) => {
    builder.column.gaps.push(unknown(callSite, `the method ${name} of columns is not known`))
    return builder
  })
}

function unique(builder: BuilderValue, [name = nothing]: readonly Value[], site: Site): BuilderValue {
  const text = textOption(name, site)
  if (typeof text === 'object') builder.column.gaps.push(text)
  builder.column.unique = { name: typeof text === 'string' ? text : null }
  return builder
}

function references(
  builder: BuilderValue,
  [target = nothing, actions = nothing]: readonly Value[],
  site: Site,
  evaluator: Evaluator,
): BuilderValue {
  builder.column.references.push({ follow: () => evaluator.call(target, [], site), actions, site })
  return builder
}

/** An array is a new column around the old one: of the old one's settings only the name and the type stay, as in drizzle. */
function array({ column }: BuilderValue, [size = nothing]: readonly Value[]): BuilderValue {
  const length = size.kind === 'literal' && typeof size.value === 'number' ? size.value : ''
  const type = () => {
    if (size.kind === 'unknown') return size
    const base = column.type()
    return typeof base === 'string' ? `${base}[${length}]` : base
  }
  const { name, place, gaps } = column
  return { kind: 'builder', column: columnDraft({ name, type, place, gaps: [...gaps] }) }
}
