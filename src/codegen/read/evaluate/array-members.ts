import { arrayOf, literal, native, nothing } from '../values/make-value.js'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { ArrayValue, Site, UnknownValue, Value } from '../values/value.js'
import { changingMethods, sortedItems } from './array-changes.js'
import { each } from './each-item.js'
import type { Evaluator } from './evaluator.js'
import { notEvaluated } from './not-evaluated.js'
import { setMember } from './set-members.js'
import { taint } from './taint.js'

export type ArrayMethod = (
  array: ArrayValue,
  args: readonly Value[],
  site: Site,
  evaluator: Evaluator,
) => Value

/** Methods that leave the array as it is. */
const methods: ReadonlyMap<string, ArrayMethod> = new Map<string, ArrayMethod>([
  ['map', (array, [run], site, ev) => arrayOf(each(array, run, site, ev), array.gap)],
  [
    'forEach',
    (array, [run], site, ev) => {
      each(array, run, site, ev)
      return nothing
    },
  ],
  ['flatMap', (array, [run], site, ev) => flatten(arrayOf(each(array, run, site, ev), array.gap), 1)],
  ['filter', (array, [run], site, ev) => filter(array, run, site, ev)],
  ['reduce', (array, args, site, ev) => reduce(array, [...array.items.entries()], args, site, ev)],
  [
    'reduceRight',
    (array, args, site, ev) => reduce(array, [...array.items.entries()].reverse(), args, site, ev),
  ],
  ['flat', (array, [depth], site) => flat(array, depth, site)],
  ['concat', (array, args) => concat(array, args)],
  ['slice', (array, args, site) => slice(array, args, site)],
  ['includes', (array, [item], site) => includes(array, item, site)],
  ['indexOf', (array, args, site) => indexOf('indexOf', array, args, site)],
  ['lastIndexOf', (array, args, site) => indexOf('lastIndexOf', array, args, site)],
  ['find', (array, [run], site, ev) => found(filter(array, run, site, ev), 0)],
  ['findLast', (array, [run], site, ev) => found(filter(array, run, site, ev), -1)],
  ['some', (array, [run], site, ev) => counted(filter(array, run, site, ev), (kept) => kept > 0)],
  [
    'every',
    (array, [run], site, ev) => counted(filter(array, run, site, ev), (kept) => kept === array.items.length),
  ],
  ['at', (array, [index], site) => at(array, index, site)],
  ['join', (array, [separator], site) => join(array, separator, site)],
  ['keys', (array) => arrayOf([...array.items.keys()].map(literal), array.gap)],
  ['values', (array) => arrayOf(array.items, array.gap)],
  [
    'entries',
    (array) => {
      const pairs = array.items.map((item, index) => arrayOf([literal(index), item]))
      return arrayOf(pairs, array.gap)
    },
  ],
  ['toReversed', (array) => arrayOf([...array.items].reverse(), array.gap)],
  [
    'toSorted',
    (array, [compare], site, ev) => {
      const items = sortedItems(array, compare, site, ev)
      return 'kind' in items ? items : arrayOf(items)
    },
  ],
])

/** `array.length`, an item, or a method of the array; of a set, what sets have. */
export const arrayMember = (array: ArrayValue, name: string, site: Site, evaluator: Evaluator): Value => {
  if (array.isSet === true) return setMember(array, name, site, evaluator)
  if (/^\d+$/.test(name)) return array.gap ?? array.items[Number(name)] ?? nothing
  if (name === 'length') return array.gap ?? literal(array.items.length)
  const method = methods.get(name) ?? changingMethods.get(name)
  if (method !== undefined) {
    return native(`array.${name}`, (args, callSite) => method(array, args, callSite, evaluator))
  }
  return notEvaluated(array, name, site)
}

function filter(array: ArrayValue, run: Value | undefined, site: Site, evaluator: Evaluator): Value {
  const kept: Value[] = []
  for (const [index, answer] of each(array, run, site, evaluator).entries()) {
    const holds = truth(answer)
    if (holds === null) {
      return answer.kind === 'unknown' ? answer : unknown(site, 'what passes the filter cannot be told')
    }
    const item = array.items[index]
    if (holds && item !== undefined) kept.push(item)
  }
  return arrayOf(kept, array.gap)
}

function reduce(
  array: ArrayValue,
  entries: readonly (readonly [number, Value])[],
  [run = nothing, first]: readonly Value[],
  site: Site,
  evaluator: Evaluator,
): Value {
  if (array.gap !== null) {
    if (run.kind === 'closure') taint(run.node, run.scope, array.gap, evaluator)
    return array.gap
  }
  const [start] = entries
  const rest = first === undefined ? entries.slice(1) : entries
  return rest.reduce<Value>(
    (sum, [index, item]) => evaluator.call(run, [sum, item, literal(index), array], site),
    first ?? start?.[1] ?? unknown(site, 'an empty array is reduced without a first value'),
  )
}

/** The first or last of what a filter kept; what it may have kept besides decides that too. */
function found(kept: Value, index: 0 | -1): Value {
  return kept.kind === 'array' ? (kept.gap ?? kept.items.at(index) ?? nothing) : kept
}

function counted(kept: Value, answer: (count: number) => boolean): Value {
  return kept.kind === 'array' ? (kept.gap ?? literal(answer(kept.items.length))) : kept
}

function at(array: ArrayValue, index: Value | undefined, site: Site): Value {
  if (array.gap !== null) return array.gap
  if (index?.kind !== 'literal' || typeof index.value !== 'number')
    return index?.kind === 'unknown' ? index : unknown(site, 'its index is not known')
  return array.items.at(index.value) ?? nothing
}

function flat(array: ArrayValue, depth: Value = literal(1), site: Site): Value {
  if (depth.kind === 'unknown') return depth
  if (depth.kind !== 'literal' || typeof depth.value !== 'number')
    return unknown(site, 'how deep it is flattened is not known')
  return flatten(array, depth.value)
}

function flatten(array: ArrayValue, depth: number): ArrayValue {
  if (depth < 1) return arrayOf(array.items, array.gap)
  const inner = array.items.map((item) =>
    item.kind === 'array' && item.isSet !== true ? flatten(item, depth - 1) : item,
  )
  return concat(arrayOf([], array.gap), inner)
}

function concat(array: ArrayValue, more: readonly Value[]): ArrayValue {
  const all = arrayOf(array.items, array.gap)
  for (const value of more) {
    if (value.kind !== 'array' || value.isSet === true) all.items.push(value)
    else {
      for (const item of value.items) all.items.push(item)
      all.gap ??= value.gap
    }
    // It may be a list, or a single item.
    if (value.kind === 'unknown') all.gap ??= value
  }
  return all
}

function slice(array: ArrayValue, args: readonly Value[], site: Site): Value {
  const [from, to] = args.map((arg) => (arg.kind === 'literal' ? arg.value : null))
  const known = (bound: unknown) => bound === undefined || typeof bound === 'number'
  if (array.gap !== null) return array.gap
  if (!known(from) || !known(to)) return unknown(site, 'where the slice begins or ends is not known')
  return arrayOf(array.items.slice(from as number | undefined, to as number | undefined))
}

function includes(array: ArrayValue, item: Value | undefined, site: Site): Value {
  const constants = constantItems(array, item, site)
  return 'kind' in constants ? constants : literal(constants.items.includes(constants.item))
}

function indexOf(
  name: 'indexOf' | 'lastIndexOf',
  array: ArrayValue,
  [item, from]: readonly Value[],
  site: Site,
): Value {
  if (from !== undefined) return unknown(site, `${name} with a second argument is not evaluated`)
  const constants = constantItems(array, item, site)
  return 'kind' in constants ? constants : literal(constants.items[name](constants.item))
}

function constantItems(
  array: ArrayValue,
  item: Value = nothing,
  site: Site,
): { readonly items: readonly unknown[]; readonly item: unknown } | UnknownValue {
  if (array.gap !== null) return array.gap
  if ([...array.items, item].some(({ kind }) => kind !== 'literal'))
    return unknown(site, 'whether it is included cannot be told')
  const constantOf = (value: Value) => (value.kind === 'literal' ? value.value : undefined)
  return { items: array.items.map(constantOf), item: constantOf(item) }
}

function join(array: ArrayValue, separator: Value | undefined, site: Site): Value {
  if (array.gap !== null) return array.gap
  const between =
    separator === undefined ? ',' : separator.kind === 'literal' ? String(separator.value) : null
  const parts = array.items.map((item) => (item.kind === 'literal' ? String(item.value ?? '') : null))
  if (between === null || parts.includes(null)) {
    return array.items.find(({ kind }) => kind === 'unknown') ?? unknown(site, 'what is joined is not known')
  }
  return literal(parts.join(between))
}
