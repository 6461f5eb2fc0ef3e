import { ts } from 'ts-morph'
import { assignColumnMember } from '../drizzle/column-members.js'
import { literal } from '../values/make-value.js'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { Primitive, Value } from '../values/value.js'
import { isNullish } from './access.js'
import type { Evaluator } from './evaluator.js'
import { combine } from './operators.js'
import { lookup, type Scope } from './scope.js'
import { taint } from './taint.js'
import { unwrap } from './unwrap.js'

/** Carries out an assignment and gives its value; null when `node` is none. */
export const assign = (node: ts.BinaryExpression, scope: Scope, evaluator: Evaluator): Value | null => {
  const operator = node.operatorToken.kind
  if (operator < ts.SyntaxKind.FirstAssignment || operator > ts.SyntaxKind.LastAssignment) return null
  const target = unwrap(node.left)
  const value =
    operator === ts.SyntaxKind.EqualsToken
      ? evaluator.evaluate(node.right, scope)
      : compound(node, target, scope, evaluator)
  store(node, target, value, scope, evaluator)
  return value
}

/** Carries out `x++`, `--x` and `delete x.y`; null when `node` is none of them. */
export const update = (node: ts.Expression, scope: Scope, evaluator: Evaluator): Value | null => {
  if (ts.isDeleteExpression(node)) return remove(node, scope, evaluator)
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return null
  const { operator } = node
  if (operator !== ts.SyntaxKind.PlusPlusToken && operator !== ts.SyntaxKind.MinusMinusToken) return null
  const before = evaluator.evaluate(node.operand, scope)
  const numeric = before.kind === 'literal' && typeof before.value === 'number' ? before.value : null
  const step = operator === ts.SyntaxKind.PlusPlusToken ? 1 : -1
  const after =
    numeric === null ? unknown({ node, scope }, 'this operation is not evaluated') : literal(numeric + step)
  store(node, unwrap(node.operand), after, scope, evaluator)
  return ts.isPostfixUnaryExpression(node) ? before : after
}

function remove(node: ts.DeleteExpression, scope: Scope, evaluator: Evaluator): Value {
  const target = unwrap(node.expression)
  if (ts.isPropertyAccessExpression(target)) {
    const object = evaluator.evaluate(target.expression, scope)
    if (object.kind === 'object') {
      object.entries.delete(target.name.text)
      return literal(true)
    }
  }
  taint(node, scope, unknown({ node, scope }, 'this kind of deletion is not evaluated'), evaluator)
  return literal(true)
}

const arithmetic: Partial<Record<ts.SyntaxKind, ts.SyntaxKind>> = {
  [ts.SyntaxKind.PlusEqualsToken]: ts.SyntaxKind.PlusToken,
  [ts.SyntaxKind.MinusEqualsToken]: ts.SyntaxKind.MinusToken,
  [ts.SyntaxKind.AsteriskEqualsToken]: ts.SyntaxKind.AsteriskToken,
}

function compound(
  node: ts.BinaryExpression,
  target: ts.Expression,
  scope: Scope,
  evaluator: Evaluator,
): Value {
  const before = evaluator.evaluate(target, scope)
  if (before.kind === 'unknown') return before
  const operator = node.operatorToken.kind
  const holds = truth(before)
  const after = () => evaluator.evaluate(node.right, scope)
  if (operator === ts.SyntaxKind.QuestionQuestionEqualsToken) return isNullish(before) ? after() : before
  if (holds !== null && operator === ts.SyntaxKind.BarBarEqualsToken) return holds ? before : after()
  if (holds !== null && operator === ts.SyntaxKind.AmpersandAmpersandEqualsToken)
    return holds ? after() : before
  const plain = arithmetic[operator]
  const right = after()
  if (right.kind === 'unknown') return right
  if (plain !== undefined && before.kind === 'literal' && right.kind === 'literal') {
    const result = combine(plain, before.value as Primitive, right.value as Primitive)
    if (result !== null) return literal(result.value)
  }
  return unknown({ node, scope }, 'this operation is not evaluated')
}

function store(
  node: ts.Expression,
  target: ts.Expression,
  value: Value,
  scope: Scope,
  evaluator: Evaluator,
): void {
  if (ts.isIdentifier(target)) {
    lookup(scope, target.text)?.binding.write(value)
  } else if (!storeProperty(target, value, scope, evaluator)) {
    const gap = unknown({ node, scope }, 'this kind of assignment is not evaluated')
    taint(node, scope, gap, evaluator)
  }
}

/** Whether the property could be set, or nothing of ours could change by it. */
function storeProperty(target: ts.Expression, value: Value, scope: Scope, evaluator: Evaluator): boolean {
  if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) return false
  const object = evaluator.evaluate(target.expression, scope)
  if (object.kind === 'unknown') return true
  const key = ts.isPropertyAccessExpression(target)
    ? literal(target.name.text)
    : evaluator.evaluate(target.argumentExpression, scope)
  if (key.kind !== 'literal') return false
  if (object.kind === 'object') {
    object.entries.set(String(key.value), value)
    return true
  }
  if (object.kind === 'column') {
    return assignColumnMember(object, String(key.value), value, { node: target, scope }, evaluator)
  }
  if (object.kind !== 'array' || typeof key.value !== 'number' || key.value > object.items.length)
    return false
  object.items[key.value] = value
  return true
}
