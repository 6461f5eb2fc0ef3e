import { ts } from 'ts-morph'

/** The expression without parentheses and type syntax: `(x as const)!` is `x`. */
export const unwrap = (node: ts.Expression): ts.Expression => {
  let inner = node
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner) ||
    ts.isExpressionWithTypeArguments(inner)
  ) {
    inner = inner.expression
  }
  return inner
}
