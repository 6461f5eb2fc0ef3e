import { ts } from 'ts-morph'
import { unknown } from '../values/unknown.js'
import type { UnknownValue } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import type { Scope } from './scope.js'

/** The key that a property name gives, or why it cannot be told. */
export const propertyName = (
  name: ts.PropertyName,
  scope: Scope,
  evaluator: Evaluator,
): string | UnknownValue => {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isPrivateIdentifier(name)) return name.text
  if (ts.isNumericLiteral(name)) return String(Number(name.text))
  if (ts.isBigIntLiteral(name)) return name.text.slice(0, -1)
  const value = evaluator.evaluate(name.expression, scope)
  if (value.kind === 'literal') return String(value.value)
  if (value.kind === 'unknown') return value
  return unknown({ node: name, scope }, 'it is no text that could be a key')
}
