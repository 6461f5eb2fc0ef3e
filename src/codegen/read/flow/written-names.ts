import { ts } from 'ts-morph'
import { patternNames } from '../evaluate/pattern.js'
import { unwrap } from '../evaluate/unwrap.js'

/** An expression that a name's value comes from. */
export interface Written {
  readonly node: ts.Expression
  /**
   * `whole`: it is the value. `part`: a part of it is, as in a destructuring. `into`: it may be put into the value, as
   * in `name.key = node` and `name.push(node)`. `by`: a function that the value is handed to.
   */
  readonly how: 'whole' | 'part' | 'into' | 'by'
  /** The function that puts it there. */
  readonly callee?: ts.Expression
}

/** What a file says of each name, wherever in the file, without regard to scopes: a name may be several. */
export interface WrittenNames {
  readonly values: ReadonlyMap<string, readonly Written[]>
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>
  /** Names that are declared inside functions and blocks, where they may hide those of the file. */
  readonly nested: ReadonlySet<string>
}

export type Declaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration

/** Looks through a file once for all that its names are given. */
export const writtenNames = (source: ts.SourceFile): WrittenNames => {
  const values = new Map<string, Written[]>()
  const declarations = new Map<string, Declaration[]>()
  const nested = new Set<string>()
  const write = (name: string | null, node: ts.Expression, how: Written['how'], callee?: ts.Expression) => {
    if (name !== null) listed(values, name).push({ node, how, ...(callee && { callee }) })
  }

  const declare = (name: ts.BindingName, value: ts.Expression | undefined, how: 'whole' | 'part') => {
    for (const { text } of patternNames(name)) {
      if (value !== undefined) write(text, value, ts.isIdentifier(name) ? how : 'part')
    }
    if (!ts.isIdentifier(name)) defaults(name)
  }

  const defaults = ({ elements }: ts.BindingPattern) => {
    for (const element of elements)
      if (ts.isBindingElement(element)) declare(element.name, element.initializer, 'whole')
  }

  const assign = (written: ts.Expression, value: ts.Expression, how: 'whole' | 'part') => {
    const target = unwrap(written)
    if (ts.isIdentifier(target)) write(target.text, value, how)
    else if (ts.isArrayLiteralExpression(target))
      for (const each of target.elements) assign(each, value, 'part')
    else if (ts.isSpreadElement(target)) assign(target.expression, value, 'part')
    else if (ts.isObjectLiteralExpression(target)) {
      for (const property of target.properties) {
        if (ts.isPropertyAssignment(property)) assign(property.initializer, value, 'part')
        if (ts.isShorthandPropertyAssignment(property)) assign(property.name, value, 'part')
      }
    } else write(rootName(target), value, 'into')
  }

  const called = ({ expression, arguments: given }: CallLike) => {
    const args = [...(given ?? [])]
    const receiver = rootName(expression)
    for (const [index, arg] of args.entries()) {
      if (receiver !== null && !ts.isIdentifier(unwrap(expression))) write(receiver, arg, 'into', expression)
      const given = rootName(arg)
      if (given === null) continue
      write(given, expression, 'by', expression)
      for (const [other, value] of args.entries())
        if (other !== index) write(given, value, 'into', expression)
    }
  }

  const visit = (node: ts.Node, isTop: boolean): void => {
    if (ts.isTypeNode(node)) return
    if (ts.isVariableDeclaration(node)) declare(node.name, node.initializer, 'whole')
    if (ts.isParameter(node)) declare(node.name, node.initializer, 'whole')
    if (!isTop && (ts.isVariableDeclaration(node) || ts.isParameter(node))) {
      for (const { text } of patternNames(node.name)) nested.add(text)
    }
    if (isDeclaration(node) && node.name !== undefined) {
      listed(declarations, node.name.text).push(node)
      if (!isTop) nested.add(node.name.text)
    }
    if (ts.isForOfStatement(node)) {
      const { initializer, expression } = node
      if (!ts.isVariableDeclarationList(initializer)) assign(initializer, expression, 'part')
      else for (const { name } of initializer.declarations) declare(name, expression, 'part')
    }
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind))
      assign(node.left, node.right, 'whole')
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) called(node)
    ts.forEachChild(node, (child) => visit(child, isTop && staysTop(node)))
  }

  ts.forEachChild(source, (statement) => visit(statement, true))
  return { values, declarations, nested }
}

type CallLike = ts.CallExpression | ts.NewExpression

const isDeclaration = (node: ts.Node): node is Declaration =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isEnumDeclaration(node) ||
  ts.isModuleDeclaration(node)

/** `const a = 1` of a file: what is below the statement declares names of the file, up to the initializer. */
const staysTop = (node: ts.Node): boolean =>
  ts.isVariableStatement(node) || ts.isVariableDeclarationList(node)

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment

/** `a` of `a.b[c]`, `this` of `this.x`; null for what does not begin with a name. */
const rootName = (wrapped: ts.Expression): string | null => {
  const node = unwrap(wrapped)
  if (ts.isIdentifier(node)) return node.text
  if (node.kind === ts.SyntaxKind.ThisKeyword) return 'this'
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
    ? rootName(node.expression)
    : null
}

function listed<T>(map: Map<string, T[]>, name: string): T[] {
  const list = map.get(name) ?? []
  map.set(name, list)
  return list
}
