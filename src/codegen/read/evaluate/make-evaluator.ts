import { ts } from 'ts-morph'
import { nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Value } from '../values/value.js'
import { evaluateElementAccess, evaluatePropertyAccess } from './access.js'
import { evaluateArray } from './array-literal.js'
import { assign, update } from './assign.js'
import { callValue, evaluateCall, evaluateTagged } from './call.js'
import type { Evaluator } from './evaluator.js'
import { evaluateLiteral } from './literals.js'
import { member } from './members.js'
import { readName } from './name.js'
import { evaluateObject } from './object-literal.js'
import { evaluateBinary, evaluateConditional, evaluatePrefix } from './operators.js'
import type { Scope } from './scope.js'
import { taint } from './taint.js'
import { unwrap } from './unwrap.js'

/** Expressions nested deeper than this are not followed: the call stack would end first. */
const deepest = 1200

/** An evaluator: no state but its depth. */
export const makeEvaluator = (): Evaluator => {
  let depth = 0

  const evaluate = (wrapped: ts.Expression, scope: Scope): Value => {
    const node = unwrap(wrapped)
    if (depth >= deepest) return unknown({ node, scope }, 'it is nested too deeply')
    depth += 1
    try {
      return expression(node, scope)
    } finally {
      depth -= 1
    }
  }

  const expression = (node: ts.Expression, scope: Scope): Value => {
    const plain = evaluateLiteral(node, scope, evaluator)
    if (plain !== null) return plain
    if (ts.isIdentifier(node)) return readName(node, scope)
    if (ts.isPropertyAccessExpression(node)) return evaluatePropertyAccess(node, scope, evaluator)
    if (ts.isElementAccessExpression(node)) return evaluateElementAccess(node, scope, evaluator)
    if (ts.isCallExpression(node)) return evaluateCall(node, scope, evaluator)
    if (ts.isTaggedTemplateExpression(node)) return evaluateTagged(node, scope, evaluator)
    if (ts.isObjectLiteralExpression(node)) return evaluateObject(node, scope, evaluator)
    if (ts.isArrayLiteralExpression(node)) return evaluateArray(node, scope, evaluator)
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { kind: 'closure', node, scope }
    if (ts.isConditionalExpression(node)) return evaluateConditional(node, scope, evaluator)
    if (ts.isBinaryExpression(node)) {
      return assign(node, scope, evaluator) ?? evaluateBinary(node, scope, evaluator)
    }
    const updated = update(node, scope, evaluator)
    if (updated !== null) return updated
    if (ts.isPrefixUnaryExpression(node) || ts.isTypeOfExpression(node)) {
      return evaluatePrefix(node, scope, evaluator)
    }
    if (ts.isVoidExpression(node) || ts.isOmittedExpression(node)) return nothing
    const gap = unknown({ node, scope }, 'this kind of expression is not evaluated')
    taint(node, scope, gap, evaluator)
    return gap
  }

  const evaluator: Evaluator = {
    evaluate,
    call: (callee, args, site) => callValue(callee, args, site, evaluator),
    member: (object, name, site) => member(object, name, site, evaluator),
  }
  return evaluator
}
