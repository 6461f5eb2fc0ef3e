import { arrayOf, literal, native, nothing, objectOf, opaque } from '../values/make-value.js'
import { ownEntries } from '../values/own-entries.js'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { ArrayValue, ObjectValue, Primitive, Site, UnknownValue, Value } from '../values/value.js'
import { each } from './each-item.js'
import type { Evaluator } from './evaluator.js'
import { spreadInto, spreadItems } from './spread.js'
import { taintShared } from './taint.js'

const lost = (value: Value | undefined, site: Site): UnknownValue =>
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
  if (target === undefined || (target.kind !== 'object' && target.kind !== 'table')) {
    const gap = lost(target, site)
    if (target !== undefined) taintShared(target, gap)
    return gap
  }
  // What is put on a table object makes no column of it.
  const into = target.kind === 'table' ? target.table.members : target
  for (const source of sources) spreadInto(into, source, site)
  return target
})

const hasOwn = native('Object.hasOwn', ([value, key], site) => {
  const object = keyed(value, site)
  if (object === null || key?.kind !== 'literal') return lost(object === null ? value : key, site)
  return object.gap ?? literal(object.entries.has(String(key.value)))
})

const same = (name: string) => native(name, ([value]) => value ?? nothing)

const isArray = native('Array.isArray', ([value], site) =>
  value === undefined || value.kind === 'unknown'
    ? lost(value, site)
    : literal(value.kind === 'array' && value.isSet !== true),
)

const converted = (name: string, convert: (value: unknown) => string | number) =>
  native(name, ([value], site) => {
    if (value === undefined) return literal(convert(undefined))
    return value.kind === 'literal' ? literal(convert(value.value)) : lost(value, site)
  })

/** A function whose result JavaScript itself computes from constants. */
const calculated = (name: string, calculate: (...args: readonly never[]) => unknown) =>
  native(name, (args, site) => {
    const constants = args.flatMap((arg) => (arg.kind === 'literal' ? [arg.value as never] : []))
    if (constants.length < args.length)
      return lost(
        args.find(({ kind }) => kind !== 'literal'),
        site,
      )
    try {
      return literal(calculate(...constants) as Primitive)
    } catch {
      return unknown(site, 'JavaScript cannot compute it')
    }
  })

const math = builtIn(
  'Math',
  Object.getOwnPropertyNames(Math)
    .filter((name) => name !== 'random')
    .map((name): [string, Value] => {
      const member: unknown = Reflect.get(Math, name)
      return [
        name,
        typeof member === 'function'
          ? calculated(`Math.${name}`, (...args) => Reflect.apply(member, Math, args))
          : literal(member as number),
      ]
    }),
)

/** An object of JavaScript's own, of which we know some members. */
function builtIn(name: string, members: readonly (readonly [string, Value])[]): Value {
  const known = new Map(members)
  return {
    kind: 'namespace',
    name,
    get: (member, site) => known.get(member) ?? unknown(site, `${name}.${member} is not evaluated`),
    names: () => [...known.keys()],
  }
}

/** `Array.from(list, run)`, the list an array, a set, a text, or `{ length: 3 }`. */
function arrayFrom([list = nothing, run]: readonly Value[], site: Site, evaluator: Evaluator | null): Value {
  const array = arrayOf([])
  const length = list.kind === 'object' ? (list.gap ?? list.entries.get('length') ?? literal(0)) : null
  if (length === null) spreadItems(array, list, site)
  else if (length.kind !== 'literal' || typeof length.value !== 'number') return lost(length, site)
  else if (length.value > longest) return unknown(site, `it would hold more than ${longest} items`)
  else {
    for (let index = 0; index < length.value; index++) array.items.push(member(list, String(index)))
  }
  if (run === undefined) return array
  if (evaluator === null) return unknown(site, 'its function is not run')
  return arrayOf(each(array, run, site, evaluator), array.gap)
}

const longest = 100_000

const member = (object: Value, key: string): Value =>
  (object.kind === 'object' ? object.entries.get(key) : undefined) ?? nothing

/** JavaScript's own names, as far as schema files use them; null for the others. */
export const globalValue = (name: string, evaluator: Evaluator | null = null): Value | null =>
  name === 'Array' ? arrayGlobal(evaluator) : (globals.get(name) ?? null)

const arrayGlobal = (evaluator: Evaluator | null) =>
  builtIn('Array', [
    ['isArray', isArray],
    ['of', native('Array.of', (items) => arrayOf(items))],
    ['from', native('Array.from', (args, site) => arrayFrom(args, site, evaluator))],
  ])

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
  ['parseInt', calculated('parseInt', parseInt)],
  ['parseFloat', calculated('parseFloat', parseFloat)],
  [
    'Object',
    builtIn('Object', [
      ['keys', listed('Object.keys', (object) => ownEntries(object).map(([key]) => literal(key)))],
      ['values', listed('Object.values', (object) => ownEntries(object).map(([, value]) => value))],
      ['entries', listed('Object.entries', (object) => ownEntries(object).map(pair))],
      ['fromEntries', fromEntries],
      ['assign', assign],
      ['freeze', same('Object.freeze')],
      ['seal', same('Object.seal')],
      ['hasOwn', hasOwn],
    ]),
  ],
  ['Math', math],
])

function pair([key, value]: readonly [string, Value]): ArrayValue {
  return arrayOf([literal(key), value])
}
