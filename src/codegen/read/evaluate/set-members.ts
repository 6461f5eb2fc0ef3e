import { arrayOf, literal, native, nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ArrayValue, Site, Value } from '../values/value.js'
import { each } from './each-item.js'
import type { Evaluator } from './evaluator.js'
import { notEvaluated } from './not-evaluated.js'

/** `new Set(list)`: what is in it, each once, in the order in which it came. */
export const setOf = (items: Iterable<Value>, gap: ArrayValue['gap']): ArrayValue => {
  const set: ArrayValue = { ...arrayOf([], gap), isSet: true }
  for (const item of items) add(set, item)
  return set
}

type Method = (set: ArrayValue, args: readonly Value[], site: Site, evaluator: Evaluator) => Value

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    'add',
    (set, [item = nothing]) => {
      add(set, item)
      return set
    },
  ],
  [
    'has',
    (set, [item = nothing], site) => {
      if (item.kind === 'unknown') return item
      if (set.items.some((each) => same(each, item))) return literal(true)
      const other = set.items.find(({ kind }) => kind === 'unknown')
      if (set.gap !== null || other !== undefined)
        return set.gap ?? other ?? unknown(site, 'it is not known whether it is in the set')
      return literal(false)
    },
  ],
  [
    'forEach',
    (set, [run], site, evaluator) => {
      each({ ...set, items: set.items }, run, site, evaluator)
      return nothing
    },
  ],
  ['values', (set) => arrayOf(set.items, set.gap)],
  ['keys', (set) => arrayOf(set.items, set.gap)],
])

/** `set.size`, or a method of the set. */
export const setMember = (set: ArrayValue, name: string, site: Site, evaluator: Evaluator): Value => {
  if (name === 'size') return set.gap ?? literal(set.items.length)
  const method = methods.get(name)
  if (method !== undefined) {
    return native(`set.${name}`, (args, callSite) => method(set, args, callSite, evaluator))
  }
  return notEvaluated(set, name, site)
}

function add(set: ArrayValue, item: Value): void {
  // Whether it is there already cannot be told.
  if (item.kind === 'unknown') set.gap ??= item
  if (!set.items.some((each) => same(each, item))) set.items.push(item)
}

/** Whether two values are the same thing at run time: constants by what they are, the rest by what made them. */
function same(left: Value, right: Value): boolean {
  if (left.kind === 'literal' && right.kind === 'literal') return Object.is(left.value, right.value)
  if (left.kind === 'table' && right.kind === 'table') return left.table === right.table
  if (left.kind === 'builder' && right.kind === 'builder') return left.column === right.column
  if (left.kind === 'column' && right.kind === 'column')
    return left.table === right.table && left.key === right.key
  return left === right
}
