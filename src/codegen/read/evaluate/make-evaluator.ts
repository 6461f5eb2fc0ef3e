import { ts } from 'ts-morph'
import { nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Value } from '../values/value.js'
import { evaluateElementAccess, evaluatePropertyAccess } from './access.js'
import { evaluateArray } from './array-literal.js'
import { assign, update } from './assign.js'
import { makeBounds } from './bounds.js'
import { callValue, evaluateCall, evaluateTagged } from './call.js'
import type { Evaluator } from './evaluator.js'
import { evaluateLiteral } from './literals.js'
import { member } from './members.js'
import { readName } from './name.js'
import { evaluateNew } from './new.js'
import { evaluateObject } from './object-literal.js'
import { evaluateBinary, evaluateConditional, evaluatePrefix } from './operators.js'
import type { Scope } from './scope.js'
import { taint } from './taint.js'
import { unwrap } from './unwrap.js'

/** An evaluator: no state but what it has used up. */
export const makeEvaluator = (): Evaluator => {
  const bounds = makeBounds()

  const evaluate = (wrapped: ts.Expression, scope: Scope): Value => {
    const node = unwrap(wrapped)
    const site = { node, scope }
    const tooDeep = bounds.enter(site)
    if (tooDeep !== null) return tooDeep
    try {
      return bounds.step(site) ?? expression(node, scope)
    } catch (error) {
      return bounds.caught(error, site)
    } finally {
      bounds.leave()
    }
  }

  const expression = (node: ts.Expression, scope: Scope): Value => {
    const plain = evaluateLiteral(node, scope, evaluator)
    if (plain !== null) return plain
    if (ts.isIdentifier(node)) return readName(node, scope, evaluator)
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
    const constructed = ts.isNewExpression(node) ? evaluateNew(node, scope, evaluator) : null
    if (constructed !== null) return constructed
    if (ts.isVoidExpression(node) || ts.isOmittedExpression(node)) return nothing
    const gap = unknown({ node, scope }, 'this kind of expression is not evaluated')
    taint(node, scope, gap, evaluator)
    return gap
  }

  const bounded: Evaluator['bounded'] = (site, run, lost) => {
    const tooDeep = bounds.enter(site)
    if (tooDeep !== null) return lost(tooDeep)
    try {
      return run()
    } catch (error) {
      return lost(bounds.caught(error, site))
    } finally {
      bounds.leave()
    }
  }

  const evaluator: Evaluator = {
    evaluate,
    call: (callee, args, site) => {
      try {
        return callValue(callee, args, site, evaluator)
      } catch (error) {
        return bounds.caught(error, site)
      }
    },
    member: (object, name, site) => member(object, name, site, evaluator),
    step: bounds.step,
    bounded,
    givenUp: bounds.givenUp,
  }
  return evaluator
}
