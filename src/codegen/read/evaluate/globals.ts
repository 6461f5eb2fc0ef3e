import { arrayOf, literal, native, nothing, objectOf, opaque } from '../values/make-value.js'
import { ownEntries } from '../values/own-entries.js'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { ArrayValue, ObjectValue, Site, Value } from '../values/value.js'
import { spreadInto } from './spread.js'

/** JavaScript's own names, as far as schema files use them; null for the others. */
export const globalValue = (name: string): Value | null => globals.get(name) ?? null

const lost = (value: Value | undefined, site: Site): Value =>
  value?.kind === 'unknown' ? value : unknown(site, 'what it is called with is not known')

/** The own keys of what a function of `Object` is called with; null when it has no known ones. */
const keyed = (value: Value | undefined, site: Site): ObjectValue | null => {
  if (value === undefined || value.kind === 'unknown' || value.kind === 'literal') return null
  const object = objectOf()
  spreadInto(object, value, site)
  return object
}

const listed = (name: string, list: (object: ObjectValue) => readonly Value[]) =>
  native(name, ([value], site) => {
    const object = keyed(value, site)
    return object === null ? lost(value, site) : arrayOf(list(object), object.gap)
  })

const fromEntries = native('Object.fromEntries', ([list], site) => {
  if (list?.kind !== 'array') return lost(list, site)
  const object = objectOf()
  object.gap = list.gap
  for (const item of list.items) {
    const [key, value] = item.kind === 'array' ? item.items : []
    if (key?.kind === 'literal' && value !== undefined) object.entries.set(String(key.value), value)
    else object.gap ??= key?.kind === 'unknown' ? key : unknown(site, 'its keys are not known')
  }
  return object
})

const assign = native('Object.assign', ([target, ...sources], site) => {
  if (target?.kind !== 'object') return lost(target, site)
  for (const source of sources) spreadInto(target, source, site)
  return target
})

const same = (name: string) => native(name, ([value]) => value ?? nothing)

const isArray = native('Array.isArray', ([value], site) =>
  value === undefined || value.kind === 'unknown' ? lost(value, site) : literal(value.kind === 'array'),
)

const converted = (name: string, convert: (value: unknown) => string | number) =>
  native(name, ([value], site) => {
    if (value === undefined) return literal(convert(undefined))
    return value.kind === 'literal' ? literal(convert(value.value)) : lost(value, site)
  })

/** `Array.from(list)`, without the function that it may map the items with. */
const arrayFrom = native('Array.from', ([list, run], site) => {
  if (list?.kind !== 'array') return lost(list, site)
  return run === undefined ? arrayOf(list.items, list.gap) : unknown(site, 'its function is not run')
})

const globals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['undefined', nothing],
  ['NaN', literal(Number.NaN)],
  ['Infinity', literal(Number.POSITIVE_INFINITY)],
  ['console', opaque('console')],
  ['String', converted('String', String)],
  ['Number', converted('Number', Number)],
  [
    'Boolean',
    native('Boolean', ([value], site) => {
      const holds = truth(value ?? nothing)
      return holds === null ? lost(value, site) : literal(holds)
    }),
  ],
  [
    'Object',
    objectOf([
      ['keys', listed('Object.keys', (object) => ownEntries(object).map(([key]) => literal(key)))],
      ['values', listed('Object.values', (object) => ownEntries(object).map(([, value]) => value))],
      ['entries', listed('Object.entries', (object) => ownEntries(object).map(pair))],
      ['fromEntries', fromEntries],
      ['assign', assign],
      ['freeze', same('Object.freeze')],
      ['seal', same('Object.seal')],
    ]),
  ],
  [
    'Array',
    objectOf([
      ['isArray', isArray],
      ['of', native('Array.of', (items) => arrayOf(items))],
      ['from', arrayFrom],
    ]),
  ],
])

function pair([key, value]: readonly [string, Value]): ArrayValue {
  return arrayOf([literal(key), value])
}
