import { ts } from 'ts-morph'
import type { Scope, SourceUnit } from '../evaluate/scope.js'
import { unknown } from '../values/unknown.js'
import type { UnknownValue } from '../values/value.js'

/**
 * Why exports of a file may be missing that it makes as CommonJS does: `module.exports = …`, `exports.users = …`,
 * `export = …`, or a function that is handed `exports`. Null when the file makes none.
 */
export const commonJsExports = (unit: SourceUnit, scope: Scope): UnknownValue | null => {
  const { source } = unit
  const equals = source.statements.find(
    (statement) => ts.isExportAssignment(statement) && statement.isExportEquals === true,
  )
  const node = equals ?? (/\bexports\b/.test(source.text) ? exportsIn(source, scope) : undefined)
  return node === undefined ? null : unknown({ node, scope }, 'CommonJS exports are not read')
}

/** The first expression that is `exports` or `module.exports`. */
function exportsIn(source: ts.SourceFile, scope: Scope): ts.Node | undefined {
  const isGlobal = (node: ts.Node, name: string) =>
    ts.isIdentifier(node) && node.text === name && !scope.names.has(name)

  const visit = (node: ts.Node): ts.Node | undefined => {
    if (ts.isTypeNode(node)) return undefined
    if (ts.isBinaryExpression(node) && isExports(node.left)) return node
    if (ts.isCallExpression(node) && node.arguments.some(isExports)) return node
    return ts.forEachChild(node, visit)
  }

  /** `exports`, `module.exports`, or a property of either. */
  const isExports = (node: ts.Expression): boolean => {
    if (isGlobal(node, 'exports')) return true
    if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return false
    const { expression } = node
    const ofModule = ts.isPropertyAccessExpression(node) && node.name.text === 'exports'
    return (ofModule && isGlobal(expression, 'module')) || isExports(expression)
  }

  try {
    return visit(source)
  } catch (error) {
    // Nested too deeply to be looked through.
    if (error instanceof RangeError) return source
    throw error
  }
}
