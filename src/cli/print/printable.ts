/** Control characters, and those that turn the direction of a line: a terminal obeys them instead of showing them. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** Text that comes from a schema or a database, as one line that a terminal shows as it is: `\u{1b}` for an escape. */
export const printable = (text: string): string =>
  text.replace(unprintable, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`)
