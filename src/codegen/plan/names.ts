import { createHash } from 'node:crypto'

/** Postgres cuts identifiers at 63 bytes (NAMEDATALEN - 1; manual 4.1.1). */
const maxBytes = 63

/** Eight hex digits that stand for `whole`, where the names that it is spelt from do not tell it from another. */
export const shortHash = (whole: string): string =>
  createHash('sha256').update(whole).digest('hex').slice(0, 8)

/**
 * A name for a constraint or an index: `<table>_<columns…>_<suffix>`, cut to 63 bytes with a hash of the whole, so
 * that long names stay distinct and the same input gives the same name.
 */
export const objectName = (table: string, columns: readonly string[], suffix: string): string => {
  const whole = [table, ...columns, suffix].join('_')
  if (Buffer.byteLength(whole) <= maxBytes) return whole
  const tail = `_${shortHash(whole)}_${suffix}`
  let head = [table, ...columns].join('_')
  while (Buffer.byteLength(head) + Buffer.byteLength(tail) > maxBytes) head = head.slice(0, -1)
  return `${head}${tail}`
}
