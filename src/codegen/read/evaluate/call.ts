import { ts } from 'ts-morph'
import { nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Site, UnknownValue, Value } from '../values/value.js'
import { isNullish } from './access.js'
import { evaluateItems } from './array-literal.js'
import { callClosure } from './call-closure.js'
import type { Evaluator } from './evaluator.js'
import type { Scope } from './scope.js'
import { taint, taintShared } from './taint.js'
import { unwrap } from './unwrap.js'

export const evaluateCall = (node: ts.CallExpression, scope: Scope, evaluator: Evaluator): Value => {
  const callee = evaluator.evaluate(node.expression, scope)
  if (isNullish(callee) && isOptional(node)) return nothing
  const args = evaluateItems(node.arguments, scope, evaluator)
  // A spread of which not all is known: which parameter gets what cannot be told.
  if (args.gap !== null && callee.kind !== 'opaque') return lost(args.gap, node, args.items, scope, evaluator)
  const result = evaluator.call(callee, args.items, { node, scope })
  const isKnown = callee.kind === 'closure' || callee.kind === 'native'
  return result.kind === 'unknown' && !isKnown ? lost(result, node, args.items, scope, evaluator) : result
}

/** A call of something that is not known may change what it is called on and with. */
function lost(
  gap: UnknownValue,
  node: ts.CallExpression,
  args: readonly Value[],
  scope: Scope,
  evaluator: Evaluator,
): UnknownValue {
  for (const arg of args) {
    if (arg.kind === 'closure') taint(arg.node, arg.scope, gap, evaluator)
    else taintShared(arg, gap)
  }
  const callee = unwrap(node.expression)
  if (ts.isPropertyAccessExpression(callee)) taintShared(evaluator.evaluate(callee.expression, scope), gap)
  return gap
}

/** `f?.()`, or a call further along an optional chain: `a?.b()`. */
const isOptional = (node: ts.CallExpression): boolean =>
  node.questionDotToken !== undefined ||
  ('questionDotToken' in node.expression && node.expression.questionDotToken !== undefined)

/** sql`…`, the only tag that matters; a tag of the user's is not run. */
export const evaluateTagged = (
  node: ts.TaggedTemplateExpression,
  scope: Scope,
  evaluator: Evaluator,
): Value => {
  const tag = evaluator.evaluate(node.tag, scope)
  if (tag.kind === 'native' || tag.kind === 'opaque' || tag.kind === 'unknown') {
    return evaluator.call(tag, [], { node, scope })
  }
  return unknown({ node, scope }, 'template tags other than sql are not evaluated')
}

export const callValue = (callee: Value, args: readonly Value[], site: Site, evaluator: Evaluator): Value => {
  switch (callee.kind) {
    case 'closure':
      return callClosure(callee, args, site, evaluator)
    case 'native':
      return callee.call(args, site)
    case 'opaque':
    case 'unknown':
      return callee
    default:
      return unknown(site, 'what is called is no function')
  }
}
