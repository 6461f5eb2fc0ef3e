import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ts as compiler } from 'ts-morph'
import { TenancyError } from '../../model/error.js'

type Node = compiler.Node

/**
 * A configuration is written anew from its values, so all of it must be values: what it reads from the environment would
 * be frozen into the file. Comments of the file are lost, which `--force` says.
 *
 * @throws TenancyError TEN135 for anything else in the file, with its line
 */
export const assertPlain = async (path: string): Promise<void> => {
  const { ts } = await import('ts-morph')
  const text = await readFile(path, 'utf8')
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const refuse = (at: number, what: string): never => {
    const line = source.getLineAndCharacterOfPosition(at).line + 1
    throw new TenancyError(
      'TEN135',
      `${basename(path)}:${line} holds ${what}, which --force would not keep. Edit the file by hand; --json shows the proposals.`,
    )
  }
  const isPlain = (at: Node): boolean => {
    if (ts.isObjectLiteralExpression(at)) {
      return at.properties.every(
        (property) =>
          ts.isPropertyAssignment(property) &&
          !ts.isComputedPropertyName(property.name) &&
          isPlain(property.initializer),
      )
    }
    if (ts.isArrayLiteralExpression(at)) return at.elements.every(isPlain)
    const literal = ts.isStringLiteralLike(at) || ts.isNumericLiteral(at)
    return (
      literal ||
      [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(at.kind)
    )
  }
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) continue
    const given = ts.isExportAssignment(statement) ? statement.expression : null
    const [argument] = given !== null && ts.isCallExpression(given) ? given.arguments : [given]
    if (argument === null || argument === undefined || !isPlain(argument)) {
      refuse(statement.getStart(source), 'more than plain values')
    }
  }
}
