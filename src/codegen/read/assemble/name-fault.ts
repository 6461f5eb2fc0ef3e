/** Bytes of an identifier (manual, 4.1.1); Postgres cuts off what is longer. */
const longest = 63

/** What keeps Postgres from holding a name as it is, as the end of a sentence; null when nothing does. */
export const nameFault = (name: string): string | null => {
  if (name === '') return 'is empty'
  if (name.includes('\0')) return 'has the character NUL'
  const bytes = Buffer.byteLength(name)
  return bytes > longest ? `is ${bytes} bytes long, and ${longest} is the most` : null
}
