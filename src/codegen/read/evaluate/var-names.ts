import { ts } from 'ts-morph'
import { patternNames } from './pattern.js'

/** Whether a declaration is one of `var`, whose names belong to the whole function. */
export const isVar = (list: ts.VariableDeclarationList): boolean =>
  (list.flags & ts.NodeFlags.BlockScoped) === 0

/** The names that `var` declares anywhere in the statements of a function, those of inner functions left out. */
export const hoistedNames = (statements: readonly ts.Statement[]): readonly string[] => {
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isExpression(node)) return
    if (ts.isVariableDeclarationList(node) && isVar(node)) {
      for (const { name } of node.declarations) names.push(...patternNames(name).map(({ text }) => text))
    }
    ts.forEachChild(node, visit)
  }
  for (const statement of statements) visit(statement)
  return names
}
