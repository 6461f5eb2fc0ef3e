import picomatch from 'picomatch'
import type { QualifiedName } from '../../model/schema.js'

/** A key of the configuration's `tables`. */
export interface TablePattern {
  readonly matches: (table: QualifiedName) => boolean
  /** 0 for a table's name, 1 for a pattern, 2 for a whole schema, 3 for whole schemas: the lower one decides. */
  readonly rank: 0 | 1 | 2 | 3
}

/** `name`, `schema.name`, or either with the wildcards of a glob; a key without a schema is one of `public`. */
export const tablePattern = (key: string): TablePattern => {
  const dot = key.indexOf('.')
  const schema = dot < 0 ? 'public' : key.slice(0, dot)
  const name = key.slice(dot + 1)
  const [isSchema, isName] = [matcher(schema), matcher(name)]
  return {
    matches: (table) => isSchema(table.schema) && isName(table.name),
    rank: isGlob(key) ? (/^\*+$/.test(name) ? (isGlob(schema) ? 3 : 2) : 1) : 0,
  }
}

const isGlob = (text: string): boolean => /[*?[\]{}()!]/.test(text)

/** A name is itself, also with characters that mean something in a path. */
const matcher = (part: string): ((text: string) => boolean) =>
  isGlob(part) ? picomatch(part, { dot: true, bash: true, nonegate: true }) : (text) => text === part
