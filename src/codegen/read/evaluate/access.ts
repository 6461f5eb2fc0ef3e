import type { ts } from 'ts-morph'
import { nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import type { Scope } from './scope.js'

export const evaluatePropertyAccess = (
  node: ts.PropertyAccessExpression,
  scope: Scope,
  evaluator: Evaluator,
): Value => {
  const object = evaluator.evaluate(node.expression, scope)
  if (node.questionDotToken !== undefined && isNullish(object)) return nothing
  return evaluator.member(object, node.name.text, { node, scope })
}

export const evaluateElementAccess = (
  node: ts.ElementAccessExpression,
  scope: Scope,
  evaluator: Evaluator,
): Value => {
  const object = evaluator.evaluate(node.expression, scope)
  if (node.questionDotToken !== undefined && isNullish(object)) return nothing
  if (object.kind === 'unknown') return object
  const key = evaluator.evaluate(node.argumentExpression, scope)
  if (key.kind === 'unknown') return key
  if (key.kind !== 'literal')
    return unknown({ node: node.argumentExpression, scope }, 'it is no text that could be a key')
  return evaluator.member(object, String(key.value), { node, scope })
}

export const isNullish = (value: Value): boolean =>
  value.kind === 'literal' && (value.value === undefined || value.value === null)
