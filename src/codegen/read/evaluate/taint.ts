import { ts } from 'ts-morph'
import type { UnknownValue, Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { lookup, type Scope } from './scope.js'
import { unwrap } from './unwrap.js'

/**
 * Marks as no longer known whatever `node`, a piece of code that is not run, could change: names it assigns to,
 * objects whose properties it assigns to or whose methods it calls, and what it hands to functions of the project.
 */
export const taint = (node: ts.Node, scope: Scope, gap: UnknownValue, evaluator: Evaluator): void => {
  const visit = (at: ts.Node): void => {
    if (ts.isBinaryExpression(at) && isAssignment(at.operatorToken.kind)) target(at.left)
    if (ts.isDeleteExpression(at)) target(at.expression)
    if (ts.isPostfixUnaryExpression(at) || ts.isPrefixUnaryExpression(at)) target(at.operand)
    if (ts.isCallExpression(at)) called(at)
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

  const called = (call: ts.CallExpression): void => {
    const callee = unwrap(call.expression)
    if (ts.isPropertyAccessExpression(callee)) taintOwner(callee.expression)
    const isAssign = callee.getText(scope.file.source) === 'Object.assign'
    if (isAssign || evaluator.evaluate(callee, scope).kind === 'closure') {
      for (const argument of call.arguments) {
        if (!ts.isSpreadElement(argument)) taintValue(evaluator.evaluate(argument, scope), gap)
      }
    }
  }

  visit(node)
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment

function taintValue(value: Value, gap: UnknownValue): void {
  if (value.kind === 'object' || value.kind === 'array') value.gap ??= gap
  if (value.kind === 'table') value.table.gaps.push(gap)
  if (value.kind === 'builder') value.column.gaps.push(gap)
  if (value.kind === 'column') value.table.columns.get(value.key)?.gaps.push(gap)
}
