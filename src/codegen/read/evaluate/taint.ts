import { ts } from 'ts-morph'
import type { UnknownValue, Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { lookup, type Scope } from './scope.js'
import { unwrap } from './unwrap.js'

/**
 * Marks as no longer known whatever `node`, a piece of code that is not run, could change: names it assigns to, objects
 * whose properties it assigns to or whose methods it calls, what it gives another name, what it hands to functions, and
 * all that the functions of the project change which it calls.
 */
export const taint = (
  node: ts.Node,
  scope: Scope,
  gap: UnknownValue,
  evaluator: Evaluator,
  seen: Set<ts.Node> = new Set(),
): void => {
  if (seen.has(node)) return
  seen.add(node)

  const visit = (at: ts.Node): void => {
    if (ts.isTypeNode(at)) return
    if (ts.isBinaryExpression(at) && isAssignment(at.operatorToken.kind)) target(at.left)
    if (ts.isDeleteExpression(at)) target(at.expression)
    if (ts.isPostfixUnaryExpression(at)) target(at.operand)
    if (ts.isPrefixUnaryExpression(at) && isStep(at.operator)) target(at.operand)
    if (ts.isCallExpression(at) || ts.isNewExpression(at)) called(at)
    // Under another name it may be changed too.
    if (ts.isVariableDeclaration(at) && at.initializer !== undefined) shared(at.initializer)
    ts.forEachChild(at, visit)
  }

  const target = (written: ts.Expression): void => {
    const at = unwrap(written)
    if (ts.isIdentifier(at)) lookup(scope, at.text)?.binding.write(gap)
    else if (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) {
      taintOwner(at.expression)
    } else if (ts.isArrayLiteralExpression(at)) at.elements.forEach(target)
    else if (ts.isObjectLiteralExpression(at)) {
      for (const property of at.properties) {
        if (ts.isPropertyAssignment(property)) target(property.initializer)
        if (ts.isShorthandPropertyAssignment(property)) target(property.name)
      }
    }
  }

  /** Taints what a property belongs to; of `users.id.config`, of which we know nothing, that is the column. */
  const taintOwner = (written: ts.Expression): void => {
    const at = unwrap(written)
    const owner = evaluator.evaluate(at, scope)
    const isPart = ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)
    if (isPart && (owner.kind === 'opaque' || owner.kind === 'native')) taintOwner(at.expression)
    else taintValue(owner, gap)
  }

  const called = (call: ts.CallExpression | ts.NewExpression): void => {
    const callee = unwrap(call.expression)
    if (ts.isPropertyAccessExpression(callee)) taintOwner(callee.expression)
    const value = isName(callee) ? evaluator.evaluate(callee, scope) : null
    if (value?.kind === 'closure') taint(value.node, value.scope, gap, evaluator, seen)
    const harmless = value !== null && isHarmless(value)
    for (const argument of call.arguments ?? []) {
      shared(ts.isSpreadElement(argument) ? argument.expression : argument, harmless)
    }
  }

  /** @param onlyCalled whether it can be called, and not changed */
  const shared = (written: ts.Expression, onlyCalled = false): void => {
    const at = unwrap(written)
    if (!isName(at)) return
    const value = evaluator.evaluate(at, scope)
    if (value.kind === 'closure') taint(value.node, value.scope, gap, evaluator, seen)
    else if (!onlyCalled) taintShared(value, gap)
  }

  visit(node)
}

/** What an unknown function may change of what it is called with: plain objects, lists and columns that are not built. */
export const taintShared = (value: Value, gap: UnknownValue): void => {
  if (value.kind === 'object' || value.kind === 'array' || value.kind === 'builder') taintValue(value, gap)
}

/** What changes nothing that it is called with: functions that we know, apart from those that are there for that. */
const isHarmless = (callee: Value): boolean =>
  callee.kind === 'opaque' || (callee.kind === 'native' && !/^(Object|Reflect)\./.test(callee.name))

/** A name, or a property of one: what stands for something that others know too. */
const isName = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment

const isStep = (operator: ts.SyntaxKind): boolean =>
  operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken

function taintValue(value: Value, gap: UnknownValue): void {
  if (value.kind === 'object' || value.kind === 'array') value.gap ??= gap
  if (value.kind === 'table') value.table.gaps.push(gap)
  if (value.kind === 'builder') value.column.gaps.push(gap)
  if (value.kind === 'column') value.table.columns.get(value.key)?.gaps.push(gap)
}
