import { ts } from 'ts-morph'
import { arrayOf } from '../values/make-value.js'
import type { Value } from '../values/value.js'
import { evaluateItems } from './array-literal.js'
import type { Evaluator } from './evaluator.js'
import { lookup, type Scope } from './scope.js'
import { setOf } from './set-members.js'
import { spreadItems } from './spread.js'

/** `new Set(list)`; null for everything else that is constructed. */
export const evaluateNew = (node: ts.NewExpression, scope: Scope, evaluator: Evaluator): Value | null => {
  const { expression } = node
  if (!ts.isIdentifier(expression) || expression.text !== 'Set' || lookup(scope, 'Set') !== null) return null
  const given = evaluateItems(node.arguments ?? [], scope, evaluator)
  const [list] = given.items
  const items = arrayOf([], given.gap)
  const isEmpty = list === undefined || (list.kind === 'literal' && (list.value ?? null) === null)
  if (!isEmpty) spreadItems(items, list, { node, scope })
  return setOf(items.items, items.gap)
}
