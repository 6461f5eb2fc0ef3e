/** A value of a configuration as TypeScript source, on one line. */
export const literal = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined)
    if (fields.length === 0) return '{}'
    return `{ ${fields.map(([key, field]) => `${propertyName(key)}: ${literal(field)}`).join(', ')} }`
  }
  return JSON.stringify(value) ?? 'undefined'
}

/** A key of an object, in quotes where it needs them. */
export const propertyName = (key: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(key) && key !== '__proto__' ? key : quoted(key)

/** JSON's escapes are JavaScript's, and since ES2019 a JSON text is one of its expressions. */
const quoted = (text: string): string =>
  /['"\\]/.test(text) ? JSON.stringify(text) : `'${JSON.stringify(text).slice(1, -1)}'`
