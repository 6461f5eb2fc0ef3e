import type { SourcePlace } from '../../../model/schema.js'
import type { Site } from './value.js'

/** Where the expression stands: path relative to the project, 1-based line and column. */
export const placeOf = ({ node, scope }: Site): SourcePlace => {
  const { source, path } = scope.file
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source))
  return { file: path, line: line + 1, column: character + 1 }
}

const longest = 80

/** The expression's text on one line, cut when it is long. */
export const textOf = ({ node, scope }: Site): string => {
  const { source } = scope.file
  const start = node.getStart(source)
  // Of a long text only what may be shown is worth the work.
  const text = source.text.slice(start, Math.min(node.end, start + 4 * longest)).replace(/\s+/g, ' ')
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
