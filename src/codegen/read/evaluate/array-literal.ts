import { ts } from 'ts-morph'
import { arrayOf } from '../values/make-value.js'
import type { ArrayValue } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import type { Scope } from './scope.js'
import { spreadItems } from './spread.js'

/** The items of an array literal, or of the arguments of a call. */
export const evaluateItems = (
  nodes: readonly ts.Expression[],
  scope: Scope,
  evaluator: Evaluator,
): ArrayValue => {
  const array = arrayOf([])
  for (const node of nodes) {
    if (ts.isSpreadElement(node)) {
      spreadItems(array, evaluator.evaluate(node.expression, scope), { node: node.expression, scope })
    } else {
      array.items.push(evaluator.evaluate(node, scope))
    }
  }
  return array
}

export const evaluateArray = (
  node: ts.ArrayLiteralExpression,
  scope: Scope,
  evaluator: Evaluator,
): ArrayValue => evaluateItems(node.elements, scope, evaluator)
