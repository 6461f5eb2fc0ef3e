import { ts } from 'ts-morph'
import { patternNames } from '../evaluate/pattern.js'
import type { At, Mode, Search } from './search.js'
import { staticValue } from './static-value.js'

/**
 * Whether what a function returns may be or hold a table.
 *
 * @param given the parameters that may hold one
 */
export const functionMay = (
  node: ts.SignatureDeclaration,
  given: ReadonlySet<string>,
  at: At,
  mode: Mode,
  search: Search,
): boolean => {
  const body: ts.Node | undefined = 'body' in node ? node.body : undefined
  if (body === undefined) return false
  const inside: At = { ...at, given: new Set([...at.given, ...given]), inside: true }
  if (!ts.isBlock(body)) return search.expression(body, inside, mode)
  const visit = (part: ts.Node): boolean => {
    if (ts.isFunctionLike(part) || ts.isClassLike(part)) return false
    if (ts.isReturnStatement(part) && part.expression !== undefined) {
      if (search.expression(part.expression, inside, mode)) return true
    }
    if (ts.isYieldExpression(part) && part.expression !== undefined) {
      if (search.expression(part.expression, inside, 'holds')) return true
    }
    return ts.forEachChild(part, (child) => visit(child) || undefined) === true
  }
  return search.asked(node, inside, mode, () => visit(body))
}

/** The parameters that may hold a table when the function is called with these arguments. */
export const givenBy = (
  { parameters }: ts.SignatureDeclaration,
  args: readonly ts.Expression[],
  at: At,
  search: Search,
): ReadonlySet<string> => {
  const held = args.map((arg) => search.expression(arg, at, 'holds'))
  if (!held.includes(true)) return new Set()
  // Which parameter gets what is open from the first spread on.
  const spread = args.findIndex(ts.isSpreadElement)
  const given = new Set(['arguments'])
  for (const [index, { name, dotDotDotToken }] of parameters.entries()) {
    const rest = dotDotDotToken !== undefined || (spread >= 0 && index >= spread)
    const own = rest ? held.slice(spread >= 0 ? Math.min(spread, index) : index).includes(true) : held[index]
    if (own === true) for (const { text } of patternNames(name)) given.add(text)
  }
  return given
}

/** Whether a function, or one that it calls, makes a table: what it is handed may hold one afterwards. */
export const functionMakes = (node: ts.Node, at: At, search: Search, seen = new Set<ts.Node>()): boolean => {
  if (seen.has(node)) return false
  seen.add(node)
  const visit = (part: ts.Node): boolean => {
    if (ts.isTypeNode(part)) return false
    if (ts.isExpression(part)) {
      const value = staticValue(part, at, search)
      if (value?.kind === 'native') return value.makes === 'table'
      if (value?.kind === 'closure')
        return functionMakes(value.node, { ...at, scope: value.scope }, search, seen)
    }
    return ts.forEachChild(part, (child) => visit(child) || undefined) === true
  }
  return visit(node)
}
