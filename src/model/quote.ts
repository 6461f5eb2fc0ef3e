/**
 * The one place where names and values become SQL text. Everything that the code generator emits, and every
 * statement that the runtime sends as text, passes through here.
 */

/** `name` as a quoted SQL identifier: always quoted, so that no keyword and no upper-case letter changes meaning. */
export const quoteIdent = (name: string): string => {
  if (name.length === 0 || name.includes('\0'))
    throw new RangeError('an SQL identifier is empty or holds NUL')
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * `value` as an SQL string literal that reads the same whatever `standard_conforming_strings` says: a text with a
 * backslash takes the E'' form (PostgreSQL manual, 4.1.2.2).
 */
export const quoteLiteral = (value: string): string => {
  if (value.includes('\0')) throw new RangeError('an SQL literal holds NUL')
  const quoted = value.replaceAll("'", "''")
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`
}

/** `schema.name`, both quoted. */
export const quoteName = (name: { readonly schema: string; readonly name: string }): string =>
  `${quoteIdent(name.schema)}.${quoteIdent(name.name)}`

/** A comma-separated list of quoted identifiers. */
export const quoteList = (names: readonly string[]): string => names.map(quoteIdent).join(', ')

/** `body` in dollar quotes, under a tag that it does not hold itself: a name in it may contain `$$` (manual, 4.1.2.4). */
export const quoteBody = (body: string): string => {
  let tag = '$$'
  for (let number = 0; `${body}$`.includes(tag); number++) tag = `$tenantry${number}$`
  return `${tag}${body}${tag}`
}
