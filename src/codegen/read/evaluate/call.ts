import type { ts } from 'ts-morph'
import { nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Site, Value } from '../values/value.js'
import { isNullish } from './access.js'
import { evaluateItems } from './array-literal.js'
import { callClosure } from './call-closure.js'
import type { Evaluator } from './evaluator.js'
import type { Scope } from './scope.js'

export const evaluateCall = (node: ts.CallExpression, scope: Scope, evaluator: Evaluator): Value => {
  const callee = evaluator.evaluate(node.expression, scope)
  if (isNullish(callee) && isOptional(node)) return nothing
  const args = evaluateItems(node.arguments, scope, evaluator)
  // A spread of which not all is known: which parameter gets what cannot be told.
  if (args.gap !== null && callee.kind !== 'opaque') return args.gap
  return evaluator.call(callee, args.items, { node, scope })
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
