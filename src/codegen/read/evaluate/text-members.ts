import { arrayOf, literal, native } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Primitive, Site, Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'

/** Methods of strings that give the same for the same arguments, and touch nothing else. */
const pure = new Set([
  'at',
  'charAt',
  'charCodeAt',
  'codePointAt',
  'concat',
  'endsWith',
  'includes',
  'indexOf',
  'lastIndexOf',
  'normalize',
  'padEnd',
  'padStart',
  'repeat',
  'replace',
  'replaceAll',
  'slice',
  'split',
  'startsWith',
  'substring',
  'toLowerCase',
  'toString',
  'toUpperCase',
  'trim',
  'trimEnd',
  'trimStart',
])

/** No text of a schema is longer than this. */
const longest = 1_000_000

/** `text.length`, a letter, or a method of the text. */
export const textMember = (text: string, name: string, site: Site, evaluator: Evaluator): Value => {
  if (name === 'length') return literal(text.length)
  if (/^\d+$/.test(name)) return literal(text[Number(name)])
  if (!pure.has(name)) return unknown(site, `the method ${name} of strings is not evaluated`)
  return native(`string.${name}`, (args, callSite) => {
    const given = args.map((arg) => argument(arg, callSite, evaluator))
    const lost = given.find((arg) => arg.unknown !== null)
    if (lost?.unknown) return lost.unknown
    return apply(text, name, given, callSite)
  })
}

interface Argument {
  readonly value: unknown
  readonly unknown: Value | null
}

/** An argument as JavaScript takes it; a function, as `replace` takes one, runs inside the evaluator. */
function argument(arg: Value, site: Site, evaluator: Evaluator): Argument {
  if (arg.kind === 'literal') return { value: arg.value, unknown: null }
  if (arg.kind !== 'closure') {
    return { value: null, unknown: arg.kind === 'unknown' ? arg : unknown(site, 'an argument is not known') }
  }
  const run = (...parts: readonly Primitive[]): unknown => {
    const result = evaluator.call(
      arg,
      parts.map((part) => literal(part)),
      site,
    )
    if (result.kind === 'literal') return result.value
    throw new CallbackLost(result)
  }
  return { value: run, unknown: null }
}

/** Carries an unknown value out of a native method that calls back; never leaves this file. */
class CallbackLost extends Error {
  constructor(readonly value: Value) {
    super('callback')
  }
}

function apply(text: string, name: string, args: readonly Argument[], site: Site): Value {
  const method = Reflect.get(String.prototype, name) as (...args: readonly unknown[]) => unknown
  try {
    const result = method.apply(
      text,
      args.map(({ value }) => value),
    )
    if (typeof result === 'string' && result.length > longest)
      return unknown(site, `it is longer than ${longest} letters`)
    return Array.isArray(result)
      ? arrayOf(result.map((part) => literal(String(part))))
      : literal(result as Primitive)
  } catch (error) {
    if (error instanceof CallbackLost && error.value.kind === 'unknown') return error.value
    return unknown(site, `the method ${name} cannot be applied here`)
  }
}
