import { ts } from 'ts-morph'
import { lookup } from '../evaluate/scope.js'
import { unwrap } from '../evaluate/unwrap.js'
import { givesNoTables } from '../modules/package-uses-drizzle.js'
import { isPath } from '../modules/resolve-module.js'
import type { Value } from '../values/value.js'
import { instanceMay } from './class-may.js'
import { functionMay, givenBy } from './function-may.js'
import { importMay } from './import-may.js'
import { type At, atFile, type Mode, type Search } from './search.js'
import { isAccess, isHidden, staticValue } from './static-value.js'

/** Methods of arrays that give an array, or something that is no item. */
const givesNoItem =
  /^(?:concat|entries|every|fill|filter|flat|flatMap|forEach|includes|indexOf|join|keys|map|push|reverse|slice|some|sort|splice|unshift|values)$/

/** Functions that give an array or an object of their own. */
const givesHolder = /^(?:Array\.\w+|Object\.(?:entries|fromEntries|keys|values))$/

/** Whether what a call gives may be or hold a table. */
export const callMay = (node: ts.CallExpression, at: At, mode: Mode, search: Search): boolean => {
  const callee = unwrap(node.expression)
  const args = [...node.arguments]
  const specifier = requiredBy(callee, args)
  if (specifier !== null) return moduleMay(specifier, at, search)
  if (isHarmlessPackage(callee, at, search)) return false

  if (mode === 'is' && givesList(node, at, search)) return false
  const value = staticValue(callee, at, search)
  switch (value?.kind) {
    case 'opaque':
      return false
    case 'closure':
      return functionMay(value.node, givenBy(value.node, args, at, search), atFile(value.scope), mode, search)
    case 'native':
      if (value.makes === 'table') return true
      return [...receiver(callee), ...args].some((part) => search.expression(part, at, 'holds'))
    default:
      if (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) {
        return functionMay(callee, givenBy(callee, args, at, search), at, mode, search)
      }
      return (
        [callee, ...args].some((part) => search.expression(part, at, 'holds')) ||
        args.some((arg) => describesColumns(arg, at, search))
      )
  }
}

/** Whether `new X(…)` may be or hold a table. */
export const newMay = (node: ts.NewExpression, at: At, mode: Mode, search: Search): boolean => {
  const callee = unwrap(node.expression)
  const args = [...(node.arguments ?? [])]
  if (isHarmlessPackage(callee, at, search)) return false
  const isProxy = ts.isIdentifier(callee) && callee.text === 'Proxy'
  if (mode === 'holds' || isProxy)
    return [callee, ...args].some((part) => search.expression(part, at, 'holds'))
  const made = ts.isIdentifier(callee) ? classesOf(callee.text, at, search) : []
  if (made.length > 0) return made.some((each) => instanceMay(each.node, each.at, search))
  return search.expression(callee, at, 'holds')
}

/** `import('x')` and `require('x')`; null for any other call. */
function requiredBy(callee: ts.Expression, [first]: readonly ts.Expression[]): string | null {
  const isRequire =
    callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
  return isRequire && first !== undefined && ts.isStringLiteralLike(first) ? first.text : null
}

function moduleMay(specifier: string, at: At, search: Search): boolean {
  if (isPath(specifier)) return !specifier.endsWith('.json')
  return importMay(
    { specifier, name: null },
    { node: at.scope.file.source, scope: at.scope },
    'holds',
    search,
  )
}

/** Whether a chain of calls begins with a package of which we know that it gives no tables: `z.object({}).partial()`. */
export const isHarmlessPackage = (callee: ts.Expression, at: At, search: Search): boolean => {
  const node = unwrap(callee)
  if (isAccess(node) || ts.isCallExpression(node)) return isHarmlessPackage(node.expression, at, search)
  if (!ts.isIdentifier(node) || isHidden(node.text, at, search)) return false
  const origin = lookup(at.scope, node.text)?.binding.origin
  return origin?.kind === 'import' && givesNoTables(origin.specifier)
}

/** Whether an expression gives an array, or what a method of an array gives that is no item of it. */
function givesList(wrapped: ts.Expression, at: At, search: Search): boolean {
  const node = unwrap(wrapped)
  if (ts.isArrayLiteralExpression(node) || staticValue(node, at, search)?.kind === 'array') return true
  if (!ts.isCallExpression(node)) return false
  const callee = unwrap(node.expression)
  if (!ts.isPropertyAccessExpression(callee)) return false
  const made = staticValue(callee, at, search)
  if (made?.kind === 'native' && givesHolder.test(made.name)) return true
  return givesNoItem.test(callee.name.text) && givesList(callee.expression, at, search)
}

const receiver = (callee: ts.Expression): readonly ts.Expression[] =>
  isAccess(callee) ? [callee.expression] : []

/** Columns that are handed to what we do not know: it may make a table of them. */
function describesColumns(node: ts.Node, at: At, search: Search): boolean {
  if (ts.isTypeNode(node)) return false
  if (ts.isCallExpression(node)) {
    const value: Value | null = staticValue(node.expression, at, search)
    if (value?.kind === 'native' && value.makes === 'column') return true
  }
  return ts.forEachChild(node, (child) => describesColumns(child, at, search) || undefined) === true
}

interface FoundClass {
  readonly node: ts.ClassDeclaration
  readonly at: At
}

/** The classes of the project that a name may stand for. */
function classesOf(name: string, at: At, search: Search): readonly FoundClass[] {
  const own = search.names(at.scope.file.source).declarations.get(name) ?? []
  const found = own.filter(ts.isClassDeclaration).map((node) => ({ node, at }))
  const origin = lookup(at.scope, name)?.binding.origin
  if (found.length > 0 || origin?.kind !== 'import' || origin.name === null) return found
  const site = { node: at.scope.file.source, scope: at.scope }
  const original = search.project.exportOf(origin.specifier, origin.name, site)
  return original?.local === undefined || original.local === null
    ? []
    : classesOf(original.local, atFile(original.site.scope), search)
}
