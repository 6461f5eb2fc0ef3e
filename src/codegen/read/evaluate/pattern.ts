import { ts } from 'ts-morph'
import { arrayOf, nothing, objectOf } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { propertyName } from './property-name.js'
import type { Scope } from './scope.js'
import { spreadInto } from './spread.js'

/** Gives each name of a declaration, destructured or not, its part of `value`. */
export const bindPattern = (
  name: ts.BindingName,
  value: Value,
  scope: Scope,
  evaluator: Evaluator,
  bind: (name: ts.Identifier, value: Value) => void,
): void => {
  if (ts.isIdentifier(name)) {
    bind(name, value)
    return
  }
  const taken: string[] = []
  for (const [index, element] of name.elements.entries()) {
    if (ts.isOmittedExpression(element)) continue
    const part = ts.isObjectBindingPattern(name)
      ? fromObject(element, value, taken, scope, evaluator)
      : fromArray(element, index, value, scope, evaluator)
    const missing = part.kind === 'literal' && part.value === undefined
    const given =
      missing && element.initializer !== undefined ? evaluator.evaluate(element.initializer, scope) : part
    bindPattern(element.name, given, scope, evaluator, bind)
  }
}

/** The names that a pattern declares. */
export const patternNames = (name: ts.BindingName): readonly ts.Identifier[] => {
  if (ts.isIdentifier(name)) return [name]
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : patternNames(element.name),
  )
}

function fromObject(
  element: ts.BindingElement,
  value: Value,
  taken: string[],
  scope: Scope,
  evaluator: Evaluator,
): Value {
  if (element.dotDotDotToken !== undefined) {
    const rest = objectOf()
    spreadInto(rest, value, { node: element, scope })
    for (const key of taken) rest.entries.delete(key)
    return rest
  }
  const written = element.propertyName ?? element.name
  if (ts.isObjectBindingPattern(written) || ts.isArrayBindingPattern(written)) return nothing
  const key = propertyName(written, scope, evaluator)
  if (typeof key !== 'string') return key
  taken.push(key)
  return evaluator.member(value, key, { node: element, scope })
}

function fromArray(
  element: ts.BindingElement,
  index: number,
  value: Value,
  scope: Scope,
  evaluator: Evaluator,
): Value {
  if (element.dotDotDotToken === undefined) {
    return evaluator.member(value, String(index), { node: element, scope })
  }
  if (value.kind === 'array') return arrayOf(value.items.slice(index), value.gap)
  return value.kind === 'unknown' ? value : unknown({ node: element, scope }, 'its items are not known')
}
