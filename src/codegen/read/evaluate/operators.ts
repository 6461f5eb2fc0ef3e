import { ts } from 'ts-morph'
import { literal } from '../values/make-value.js'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { Primitive, Value } from '../values/value.js'
import { isNullish } from './access.js'
import type { Evaluator } from './evaluator.js'
import type { Scope } from './scope.js'
import { taint } from './taint.js'

export const evaluateConditional = (
  node: ts.ConditionalExpression,
  scope: Scope,
  evaluator: Evaluator,
): Value => {
  const condition = evaluator.evaluate(node.condition, scope)
  const holds = truth(condition)
  if (holds === null) {
    return undecided(condition, node.condition, scope, [node.whenTrue, node.whenFalse], evaluator)
  }
  return evaluator.evaluate(holds ? node.whenTrue : node.whenFalse, scope)
}

/** What is not evaluated may be, and change what it names. */
function undecided(
  condition: Value,
  node: ts.Expression,
  scope: Scope,
  branches: readonly ts.Expression[],
  evaluator: Evaluator,
): Value {
  const gap =
    condition.kind === 'unknown' ? condition : unknown({ node, scope }, 'whether it is true cannot be told')
  for (const branch of branches) taint(branch, scope, gap, evaluator)
  return gap
}

export const evaluateBinary = (node: ts.BinaryExpression, scope: Scope, evaluator: Evaluator): Value => {
  const left = evaluator.evaluate(node.left, scope)
  const right = () => evaluator.evaluate(node.right, scope)
  const holds = truth(left)
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.CommaToken:
      return right()
    case ts.SyntaxKind.QuestionQuestionToken:
      if (left.kind === 'unknown') return undecided(left, node, scope, [node.right], evaluator)
      return isNullish(left) ? right() : left
    case ts.SyntaxKind.BarBarToken:
      if (holds === null) return undecided(left, node, scope, [node.right], evaluator)
      return holds ? left : right()
    case ts.SyntaxKind.AmpersandAmpersandToken:
      if (holds === null) return undecided(left, node, scope, [node.right], evaluator)
      return holds ? right() : left
    default:
      return compute(left, node, right(), scope)
  }
}

function compute(left: Value, node: ts.BinaryExpression, right: Value, scope: Scope): Value {
  if (left.kind === 'unknown') return left
  if (right.kind === 'unknown') return right
  if (left.kind === 'literal' && right.kind === 'literal') {
    const result = combine(node.operatorToken.kind, left.value as Primitive, right.value as Primitive)
    if (result !== null) return literal(result.value)
  }
  return unknown({ node, scope }, 'this operation is not evaluated')
}

/** The result of an operator on two known values; null when we do not compute it. */
export const combine = (
  operator: ts.SyntaxKind,
  left: Primitive,
  right: Primitive,
): { readonly value: Primitive } | null => {
  switch (operator) {
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return { value: left === right }
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return { value: left !== right }
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken: {
      const equal = looselyEqual(left, right)
      return equal === null ? null : { value: equal === (operator === ts.SyntaxKind.EqualsEqualsToken) }
    }
    case ts.SyntaxKind.PlusToken:
      if (typeof left === 'number' && typeof right === 'number') return { value: left + right }
      if (typeof left === 'string' || typeof right === 'string') return { value: `${left}${right}` }
      return null
    default:
      return typeof left === 'number' && typeof right === 'number' ? calculate(operator, left, right) : null
  }
}

/** `left == right` where that converts nothing; else null. */
function looselyEqual(left: Primitive, right: Primitive): boolean | null {
  const nullish = (value: Primitive) => value === null || value === undefined
  if (nullish(left) || nullish(right)) return nullish(left) && nullish(right)
  return typeof left === typeof right ? left === right : null
}

function calculate(
  operator: ts.SyntaxKind,
  left: number,
  right: number,
): { readonly value: Primitive } | null {
  switch (operator) {
    case ts.SyntaxKind.MinusToken:
      return { value: left - right }
    case ts.SyntaxKind.AsteriskToken:
      return { value: left * right }
    case ts.SyntaxKind.SlashToken:
      return { value: left / right }
    case ts.SyntaxKind.PercentToken:
      return { value: left % right }
    case ts.SyntaxKind.AsteriskAsteriskToken:
      return { value: left ** right }
    case ts.SyntaxKind.LessThanToken:
      return { value: left < right }
    case ts.SyntaxKind.LessThanEqualsToken:
      return { value: left <= right }
    case ts.SyntaxKind.GreaterThanToken:
      return { value: left > right }
    case ts.SyntaxKind.GreaterThanEqualsToken:
      return { value: left >= right }
    default:
      return null
  }
}

export const evaluatePrefix = (
  node: ts.PrefixUnaryExpression | ts.TypeOfExpression,
  scope: Scope,
  evaluator: Evaluator,
): Value => {
  const lost = () => unknown({ node, scope }, 'this operation is not evaluated')
  const operand = evaluator.evaluate(ts.isTypeOfExpression(node) ? node.expression : node.operand, scope)
  if (operand.kind === 'unknown') return operand
  if (ts.isTypeOfExpression(node)) {
    if (operand.kind === 'literal') return literal(typeof operand.value)
    if (operand.kind === 'closure' || operand.kind === 'native') return literal('function')
    return operand.kind === 'opaque' ? lost() : literal('object')
  }
  if (node.operator === ts.SyntaxKind.ExclamationToken) {
    const holds = truth(operand)
    return holds === null ? lost() : literal(!holds)
  }
  if (operand.kind !== 'literal' || typeof operand.value !== 'number') return lost()
  if (node.operator === ts.SyntaxKind.MinusToken) return literal(-operand.value)
  return node.operator === ts.SyntaxKind.PlusToken ? operand : lost()
}
