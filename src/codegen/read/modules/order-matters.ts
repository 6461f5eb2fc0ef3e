import { ts } from 'ts-morph'
import { builderMethods } from '../drizzle/builder-members.js'
import { patternNames } from '../evaluate/pattern.js'

/**
 * Whether a file's names depend on the order in which its statements run: when a statement does something beyond
 * declaring, and when a method is called on a column builder that a variable holds, which changes the builder for all
 * who use it afterwards.
 */
export const orderMatters = (source: ts.SourceFile): boolean =>
  source.statements.some(hasEffect) || changesSharedBuilder(source)

/** Whether a statement does something when it runs, beyond declaring. */
export const hasEffect = (node: ts.Statement): boolean => {
  if (ts.isExpressionStatement(node)) return !ts.isStringLiteralLike(node.expression)
  if (ts.isImportDeclaration(node)) return node.importClause === undefined
  return (
    ts.isIfStatement(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isBlock(node) ||
    ts.isTryStatement(node) ||
    ts.isSwitchStatement(node) ||
    ts.isLabeledStatement(node)
  )
}

function changesSharedBuilder(source: ts.SourceFile): boolean {
  const variables = new Set(
    source.statements
      .filter((statement) => ts.isVariableStatement(statement))
      .flatMap((statement) =>
        statement.declarationList.declarations.flatMap(({ name }) => patternNames(name)),
      )
      .map((name) => name.text),
  )
  const visit = (node: ts.Node): boolean => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression
      const root = rootName(expression)
      if (root !== null && variables.has(root) && builderMethods.has(name.text)) return true
    }
    return ts.forEachChild(node, (child) => visit(child) || undefined) === true
  }
  return visit(source)
}

/** `a` of `a.b.c`; null for what does not begin with a name. */
function rootName(node: ts.Expression): string | null {
  if (ts.isIdentifier(node)) return node.text
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
    ? rootName(node.expression)
    : null
}
