import { is, Placeholder, SQL, type SQLWrapper, StringChunk } from 'drizzle-orm'
import { TenancyError } from '../../model/error.js'

/** What may stand in a template of `tenantSql`: a value, which is bound, or something of drizzle's. */
export type Embedded =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | SQLWrapper
  | readonly Embedded[]

const written = new WeakSet<object>()

/** Takes note that an SQL's text stands in the program. */
export const keepWritten = (part: SQL): SQL => {
  // Nothing is appended to it any more.
  Object.freeze(part.queryChunks)
  written.add(part)
  return part
}

/** Whether it is what a template's tag is called with, which no string that comes from outside can be. */
export const isWritten = (text: unknown): text is TemplateStringsArray =>
  Array.isArray(text) && Array.isArray((text as { readonly raw?: unknown }).raw)

/** @throws TenancyError TEN623 for a value whose text would become SQL, and for one that no driver would bind */
export const checkEmbedded = (value: unknown): void => {
  if (Array.isArray(value)) {
    for (const each of value) checkEmbedded(each)
    return
  }
  if (is(value, SQL)) {
    checkText(value)
    return
  }
  if (is(value, StringChunk)) throw refused('holds text that may have been made at run time')
  if (is(value, Placeholder)) throw refused('holds a placeholder, which nobody fills')
  const kind = typeof value
  if (value === undefined) throw refused('holds undefined, which drizzle leaves out without a word')
  if (value === null || ['string', 'number', 'bigint', 'boolean'].includes(kind)) return
  if (value instanceof Date || value instanceof Uint8Array) return
  if (typeof (value as Partial<SQLWrapper>).getSQL === 'function') return
  throw refused(
    kind === 'object'
      ? 'holds an object: pass JSON.stringify(value), and cast it (::text::jsonb)'
      : `holds a ${kind}`,
  )
}

/**
 * Drizzle keeps no note of where a text came from: sql.raw(text) makes the same object as a template without values, and
 * .append() runs two texts together. So a text that stands alone, and one that no template could have left there, is
 * refused. What drizzle's own conditions hold always stands beside a column or a value.
 */
function checkText(part: SQL): void {
  if (written.has(part)) return
  const { queryChunks: chunks, shouldInlineParams: inline } = part as unknown as {
    readonly queryChunks: readonly unknown[]
    readonly shouldInlineParams: boolean
  }
  if (inline) throw refused('holds values that are to be written into the text (inlineParams)')
  const isText = chunks.map((chunk) => is(chunk, StringChunk))
  const alone = isText.every(Boolean) && !chunks.every(isHarmless)
  const joined = isText.some((text, index) => text && isText[index + 1] === true)
  const cut = isText.includes(false) && isText[0] === true && isText.at(-1) === false
  if (alone || joined || cut)
    throw refused('holds text that may have been made at run time (sql.raw, append)')
  for (const chunk of chunks) checkChunk(chunk)
}

function checkChunk(chunk: unknown): void {
  if (Array.isArray(chunk)) for (const each of chunk) checkChunk(each)
  else if (is(chunk, SQL)) checkText(chunk)
}

/** What stands between the parts of a list, or for an empty one. */
const harmless = /^[\s,()*]*$|^\s*(?:and|or|not|true|false|asc|desc)\s*$/i
const isHarmless = (chunk: unknown): boolean => harmless.test((chunk as StringChunk).value.join(''))

const refused = (why: string) =>
  new TenancyError(
    'TEN623',
    `a template of tenantSql ${why}. Write text into the template; what changes it can be a part of its own, tenantSql.part\`…\`, an identifier (sql.identifier), a column, a table or a value.`,
  )
