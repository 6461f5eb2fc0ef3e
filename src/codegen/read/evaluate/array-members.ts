import { arrayOf, literal, native, nothing } from '../values/make-value.js'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { ArrayValue, Site, Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'

type Method = (array: ArrayValue, args: readonly Value[], site: Site, evaluator: Evaluator) => Value

/** Methods that look at each item, or change the array in place. */
const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['map', (array, [run], site, ev) => arrayOf(each(array, run, site, ev), array.gap)],
  [
    'forEach',
    (array, [run], site, ev) => {
      each(array, run, site, ev)
      return nothing
    },
  ],
  ['flatMap', (array, [run], site, ev) => flatten(arrayOf(each(array, run, site, ev), array.gap))],
  ['filter', (array, [run], site, ev) => filter(array, run, site, ev)],
  ['reduce', (array, [run, first], site, ev) => reduce(array, run, first, site, ev)],
  ['flat', (array) => flatten(array)],
  ['concat', (array, args) => concat(array, args)],
  ['slice', (array, args, site) => slice(array, args, site)],
  ['includes', (array, [item], site) => includes(array, item, site)],
  ['find', (array, [run], site, ev) => first(filter(array, run, site, ev))],
  ['some', (array, [run], site, ev) => counted(filter(array, run, site, ev), (kept) => kept > 0)],
  [
    'every',
    (array, [run], site, ev) => counted(filter(array, run, site, ev), (kept) => kept === array.items.length),
  ],
  ['at', (array, [index], site) => at(array, index, site)],
  [
    'reverse',
    (array) => {
      array.items.reverse()
      return array
    },
  ],
  ['join', (array, [separator], site) => join(array, separator, site)],
  [
    'push',
    (array, args) => {
      array.items.push(...args)
      return literal(array.items.length)
    },
  ],
])

/** `array.length`, an item, or a method of the array. */
export const arrayMember = (array: ArrayValue, name: string, site: Site, evaluator: Evaluator): Value => {
  if (/^\d+$/.test(name)) return array.items[Number(name)] ?? array.gap ?? nothing
  if (name === 'length') return array.gap ?? literal(array.items.length)
  const method = methods.get(name)
  if (method === undefined) return unknown(site, `the method ${name} of arrays is not evaluated`)
  return native(`array.${name}`, (args, callSite) => method(array, args, callSite, evaluator))
}

function each(array: ArrayValue, run: Value | undefined, site: Site, evaluator: Evaluator): readonly Value[] {
  return array.items.map((item, index) => evaluator.call(run ?? nothing, [item, literal(index), array], site))
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
  run: Value | undefined,
  first: Value | undefined,
  site: Site,
  evaluator: Evaluator,
): Value {
  if (array.gap !== null) return array.gap
  const [start, ...rest] = first === undefined ? array.items : [first, ...array.items]
  return rest.reduce<Value>(
    (sum, item) => evaluator.call(run ?? nothing, [sum, item], site),
    start ?? unknown(site, 'an empty array is reduced without a first value'),
  )
}

/** The first of what a filter kept; what it may have kept besides decides that too. */
function first(kept: Value): Value {
  return kept.kind === 'array' ? (kept.gap ?? kept.items[0] ?? nothing) : kept
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

function flatten(array: ArrayValue): Value {
  return concat(arrayOf([], array.gap), array.items)
}

function concat(array: ArrayValue, more: readonly Value[]): Value {
  const all = arrayOf(array.items, array.gap)
  for (const value of more) {
    if (value.kind !== 'array') all.items.push(value)
    else {
      all.items.push(...value.items)
      all.gap ??= value.gap
    }
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
  if (array.gap !== null) return array.gap
  const literals = [...array.items, item ?? nothing]
  if (literals.some(({ kind }) => kind !== 'literal'))
    return unknown(site, 'whether it is included cannot be told')
  const wanted = item?.kind === 'literal' ? item.value : undefined
  return literal(array.items.some((value) => value.kind === 'literal' && value.value === wanted))
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
