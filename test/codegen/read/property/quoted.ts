/** A text as a literal in single quotes. */
export const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** A text as a part of a template literal. */
export const inTemplate = (text: string): string => text.replace(/[\\`]|\$\{/g, '\\$&')

const plain = /^[a-z$_][\w$]*$/i

/** A key of an object literal. */
export const quotedKey = (key: string): string => (plain.test(key) ? key : quoted(key))

/** A property of an expression. */
export const member = (object: string, key: string): string =>
  plain.test(key) ? `${object}.${key}` : `${object}[${quoted(key)}]`

/** An object literal of plain values. */
export const objectText = (value: object): string =>
  `{ ${Object.entries(value)
    .map(([key, part]) => `${quotedKey(key)}: ${typeof part === 'string' ? quoted(part) : String(part)}`)
    .join(', ')} }`
