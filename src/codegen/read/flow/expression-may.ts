import { ts } from 'ts-morph'
import { lookup } from '../evaluate/scope.js'
import { unwrap } from '../evaluate/unwrap.js'
import { callMay, newMay } from './call-may.js'
import { classHolds } from './class-may.js'
import { functionMay } from './function-may.js'
import { importMay } from './import-may.js'
import type { At, Mode, Search } from './search.js'
import { isAccess, isHidden, staticValue } from './static-value.js'
import { valueMay } from './value-may.js'

/** Whether what an expression gives may be or hold a table. */
export const expressionMay = (given: ts.Node, at: At, mode: Mode, search: Search): boolean => {
  const node = ts.isExpression(given) ? unwrap(given) : given
  const holds = (part: ts.Node): boolean => search.expression(part, at, 'holds')
  const same = (part: ts.Node): boolean => search.expression(part, at, mode)

  if (ts.isIdentifier(node)) return search.name(node.text, at, mode)
  if (isAccess(node)) return accessMay(node, at, mode, search)
  if (ts.isCallExpression(node)) return callMay(node, at, mode, search)
  if (ts.isNewExpression(node)) return newMay(node, at, mode, search)
  if (ts.isConditionalExpression(node)) return same(node.whenTrue) || same(node.whenFalse)
  if (ts.isBinaryExpression(node)) return operands(node).some(same)
  if (ts.isAwaitExpression(node) || ts.isSpreadElement(node)) return holds(node.expression)
  if (ts.isYieldExpression(node)) return node.expression !== undefined && holds(node.expression)
  if (ts.isTaggedTemplateExpression(node)) return taggedMay(node, at, search)
  if (mode === 'is' && isNoTable(node)) return false
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    return functionMay(node, new Set(), at, 'holds', search)
  }
  if (ts.isClassExpression(node)) return classHolds(node, at, search)
  if (ts.isArrayLiteralExpression(node)) return node.elements.some(holds)
  if (ts.isObjectLiteralExpression(node)) return objectHolds(node, at, search)
  if (node.kind === ts.SyntaxKind.ThisKeyword) return !at.ofClass || search.name('this', at, 'holds')
  if (node.kind === ts.SyntaxKind.SuperKeyword) return true
  if (isConstant(node)) return false
  return ts.forEachChild(node, (child) => holds(child) || undefined) === true
}

/** An object, an array or a function is no table, whatever it holds. */
const isNoTable = (node: ts.Node): boolean =>
  ts.isObjectLiteralExpression(node) ||
  ts.isArrayLiteralExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isFunctionExpression(node) ||
  ts.isClassExpression(node)

const isConstant = (node: ts.Node): boolean =>
  ts.isTypeNode(node) ||
  ts.isLiteralExpression(node) ||
  ts.isTemplateExpression(node) ||
  ts.isPrefixUnaryExpression(node) ||
  ts.isPostfixUnaryExpression(node) ||
  ts.isTypeOfExpression(node) ||
  ts.isVoidExpression(node) ||
  ts.isDeleteExpression(node) ||
  ts.isMetaProperty(node)

/** The operands that the result may be; none for arithmetic and comparisons. */
function operands({ left, right, operatorToken }: ts.BinaryExpression): readonly ts.Expression[] {
  switch (operatorToken.kind) {
    case ts.SyntaxKind.CommaToken:
    case ts.SyntaxKind.EqualsToken:
      return [right]
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarEqualsToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
    case ts.SyntaxKind.AmpersandAmpersandEqualsToken:
      return [left, right]
    default:
      return []
  }
}

function accessMay(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  at: At,
  mode: Mode,
  search: Search,
): boolean {
  const site = { node, scope: at.scope }
  const value = staticValue(node, at, search)
  const known = value === null ? null : valueMay(value, mode, site, search)
  if (known !== null) return known
  const imported = ts.isPropertyAccessExpression(node) ? ofNamespace(node, at, search) : null
  if (imported !== null) return importMay(imported, site, mode, search)
  return search.expression(node.expression, at, 'holds')
}

/** `x.name` of `import * as x`, as if `name` had been imported. */
function ofNamespace({ expression, name }: ts.PropertyAccessExpression, at: At, search: Search) {
  const object = unwrap(expression)
  if (!ts.isIdentifier(object) || isHidden(object.text, at, search)) return null
  const origin = lookup(at.scope, object.text)?.binding.origin
  return origin?.kind === 'import' && origin.name === null
    ? { specifier: origin.specifier, name: name.text }
    : null
}

function objectHolds(node: ts.ObjectLiteralExpression, at: At, search: Search): boolean {
  const holds = (part: ts.Node): boolean => search.expression(part, at, 'holds')
  return node.properties.some((property) => {
    if (ts.isSpreadAssignment(property)) return holds(property.expression)
    if (ts.isShorthandPropertyAssignment(property)) return holds(property.name)
    if (ts.isPropertyAssignment(property)) return holds(property.initializer)
    return functionMay(property, new Set(), { ...at, ofClass: false }, 'holds', search)
  })
}

function taggedMay(node: ts.TaggedTemplateExpression, at: At, search: Search): boolean {
  const tag = staticValue(node.tag, at, search)
  if (tag?.kind === 'opaque') return false
  const { template } = node
  const parts = ts.isTemplateExpression(template) ? template.templateSpans.map((span) => span.expression) : []
  return [node.tag, ...parts].some((part) => search.expression(part, at, 'holds'))
}
