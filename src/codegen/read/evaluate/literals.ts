import { ts } from 'ts-morph'
import { literal } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import type { Scope } from './scope.js'

/** The value of a literal or a template; null when `node` is neither. */
export const evaluateLiteral = (node: ts.Expression, scope: Scope, evaluator: Evaluator): Value | null => {
  if (ts.isStringLiteralLike(node)) return literal(node.text)
  if (ts.isNumericLiteral(node)) return literal(Number(node.text))
  if (ts.isBigIntLiteral(node)) return literal(BigInt(node.text.slice(0, -1)))
  if (ts.isTemplateExpression(node)) return template(node, scope, evaluator)
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return literal(true)
    case ts.SyntaxKind.FalseKeyword:
      return literal(false)
    case ts.SyntaxKind.NullKeyword:
      return literal(null)
    case ts.SyntaxKind.RegularExpressionLiteral:
      return regularExpression(node, scope)
    default:
      return null
  }
}

function template(node: ts.TemplateExpression, scope: Scope, evaluator: Evaluator): Value {
  let text = node.head.text
  for (const span of node.templateSpans) {
    const value = evaluator.evaluate(span.expression, scope)
    if (value.kind === 'unknown') return value
    if (value.kind !== 'literal') {
      return unknown({ node: span.expression, scope }, 'it is no text that could stand in a template')
    }
    text += `${String(value.value)}${span.literal.text}`
  }
  return literal(text)
}

function regularExpression(node: ts.Expression, scope: Scope): Value {
  const text = node.getText(scope.file.source)
  const end = text.lastIndexOf('/')
  try {
    return literal(new RegExp(text.slice(1, end), text.slice(end + 1)))
  } catch {
    return unknown({ node, scope }, 'it is no valid regular expression')
  }
}
