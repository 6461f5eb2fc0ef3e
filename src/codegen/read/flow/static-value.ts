import { ts } from 'ts-morph'
import { globalValue } from '../evaluate/globals.js'
import { lookup } from '../evaluate/scope.js'
import { unwrap } from '../evaluate/unwrap.js'
import type { Value } from '../values/value.js'
import type { At, Search } from './search.js'

/**
 * What `a`, `a.b` or `a['b']` stands for, looked up without evaluating anything, and what a call gives of which we know
 * only that it is no table: `db.select()`. Null for what is not known.
 */
export const staticValue = (wrapped: ts.Expression, at: At, search: Search): Value | null => {
  const node = unwrap(wrapped)
  if (ts.isIdentifier(node)) {
    if (isHidden(node.text, at, search)) return null
    const found = lookup(at.scope, node.text)
    return known(found === null ? globalValue(node.text) : found.binding.read())
  }
  if (ts.isCallExpression(node)) {
    const callee = staticValue(node.expression, at, search)
    return callee?.kind === 'opaque' ? callee : null
  }
  const key = ts.isPropertyAccessExpression(node)
    ? node.name.text
    : ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)
      ? node.argumentExpression.text
      : null
  if (key === null || !isAccess(node)) return null
  const object = staticValue(node.expression, at, search)
  return object && known(search.evaluator.member(object, key, { node, scope: at.scope }))
}

/** Whether a name may be one of a function around it, and not the file's. */
export const isHidden = (name: string, at: At, search: Search): boolean =>
  at.given.has(name) || (at.inside && search.names(at.scope.file.source).nested.has(name))

export const isAccess = (node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression =>
  ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)

const known = (value: Value | null): Value | null => (value?.kind === 'unknown' ? null : value)
