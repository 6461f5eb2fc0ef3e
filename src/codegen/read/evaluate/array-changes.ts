import { arrayOf, literal, nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ArrayValue, Site, UnknownValue, Value } from '../values/value.js'
import type { ArrayMethod } from './array-members.js'
import type { Evaluator } from './evaluator.js'

/** The methods that change the array itself. What they cannot be told of leaves the array not known. */
export const changingMethods: ReadonlyMap<string, ArrayMethod> = new Map<string, ArrayMethod>([
  [
    'push',
    (array, args) => {
      for (const arg of args) array.items.push(arg)
      return array.gap ?? literal(array.items.length)
    },
  ],
  [
    'unshift',
    (array, args) => {
      array.items.unshift(...args)
      return array.gap ?? literal(array.items.length)
    },
  ],
  ['pop', (array) => array.gap ?? array.items.pop() ?? nothing],
  ['shift', (array) => array.gap ?? array.items.shift() ?? nothing],
  [
    'reverse',
    (array) => {
      array.items.reverse()
      return array
    },
  ],
  [
    'sort',
    (array, [compare], site, evaluator) => {
      const items = sortedItems(array, compare, site, evaluator)
      if ('kind' in items) array.gap ??= items
      else array.items.splice(0, array.items.length, ...items)
      return array
    },
  ],
  ['splice', splice],
  ['fill', fill],
])

/** The items in the order that `sort` gives them; by their texts without a function to compare them. */
export const sortedItems = (
  array: ArrayValue,
  compare: Value = nothing,
  site: Site,
  evaluator: Evaluator,
): readonly Value[] | UnknownValue => {
  if (array.gap !== null) return array.gap
  if (compare.kind === 'literal') return sortedByText(array.items, site)
  const lost: UnknownValue[] = []
  const items = array.items.toSorted((left, right) => {
    const order = evaluator.call(compare, [left, right], site)
    if (order.kind === 'literal') return Number(order.value)
    lost.push(order.kind === 'unknown' ? order : unknown(site, 'the order of its items is not known'))
    return 0
  })
  return lost[0] ?? items
}

function sortedByText(items: readonly Value[], site: Site): readonly Value[] | UnknownValue {
  const texts = items.flatMap((item) => (item.kind === 'literal' ? [{ item, value: item.value }] : []))
  const other = items.find(({ kind }) => kind === 'unknown')
  if (other?.kind === 'unknown') return other
  if (texts.length < items.length) return unknown(site, 'the order of its items is not known')
  // Sorted by the values themselves, as JavaScript leaves undefined for the end.
  const values = texts.map(({ value }) => value).sort()
  return values.map((value): Value => ({ kind: 'literal', value }))
}

function splice(array: ArrayValue, args: readonly Value[], site: Site): Value {
  if (array.gap !== null) return array.gap
  const [start, count, ...added] = args
  const from = numberOf(start)
  const length = count === undefined ? Number.POSITIVE_INFINITY : numberOf(count)
  if (from === null || length === null) {
    array.gap = unknown(site, 'what is taken out of the array is not known')
    return array.gap
  }
  return arrayOf(start === undefined ? [] : array.items.splice(from, length, ...added))
}

function fill(array: ArrayValue, [value = nothing, start, end]: readonly Value[], site: Site): Value {
  const from = numberOf(start)
  const to = end === undefined ? array.items.length : numberOf(end)
  if (from === null || to === null) array.gap ??= unknown(site, 'what of the array is filled is not known')
  else array.items.fill(value, from, to)
  return array
}

/** The number that JavaScript makes of an argument that may be missing; null when it is not known. */
function numberOf(value: Value = nothing): number | null {
  if (value.kind !== 'literal') return null
  return value.value === undefined ? 0 : Number(value.value)
}
