import { ts } from 'ts-morph'
import { nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { lookup, type Scope } from './scope.js'
import { unwrap } from './unwrap.js'

export const evaluatePropertyAccess = (
  node: ts.PropertyAccessExpression,
  scope: Scope,
  evaluator: Evaluator,
): Value => {
  if (isEnvironment(node, scope)) return unknown({ node, scope }, 'it depends on the environment')
  const object = evaluator.evaluate(node.expression, scope)
  if (endsChain(node, object)) return nothing
  return evaluator.member(object, node.name.text, { node, scope })
}

export const evaluateElementAccess = (
  node: ts.ElementAccessExpression,
  scope: Scope,
  evaluator: Evaluator,
): Value => {
  if (isEnvironment(node, scope)) return unknown({ node, scope }, 'it depends on the environment')
  const object = evaluator.evaluate(node.expression, scope)
  if (endsChain(node, object)) return nothing
  if (object.kind === 'unknown') return object
  const key = evaluator.evaluate(node.argumentExpression, scope)
  if (key.kind === 'unknown') return key
  if (key.kind !== 'literal')
    return unknown({ node: node.argumentExpression, scope }, 'it is no text that could be a key')
  return evaluator.member(object, String(key.value), { node, scope })
}

/**
 * Whether an optional chain ends here: at `a?.b` without an `a`, and also at the `.c` of `a?.b.c`. Where the chain did
 * not end before and there is no object all the same, JavaScript would throw.
 */
const endsChain = (node: ts.Node, object: Value): boolean => ts.isOptionalChain(node) && isNullish(object)

export const isNullish = (value: Value): boolean =>
  value.kind === 'literal' && (value.value === undefined || value.value === null)

/** `process.env.X`, as a whole: what it is called matters more to who reads of it than that nobody declares `process`. */
function isEnvironment(node: ts.Expression, scope: Scope): boolean {
  const at = unwrap(node)
  if (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at))
    return isEnvironment(at.expression, scope)
  return ts.isIdentifier(at) && at.text === 'process' && lookup(scope, 'process') === null
}
