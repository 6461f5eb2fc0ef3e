/** How drizzle turns the key of a column without a name into its name (`casing` in drizzle.config). */
export type Casing = 'snake_case' | 'camelCase'

// As in drizzle-orm/casing.js 0.45; a test holds the two against each other.
const words = (key: string): readonly string[] =>
  key.replace(/['\u2019]/g, '').match(/[\da-z]+|[A-Z]+(?![a-z])|[A-Z][\da-z]+/g) ?? []

const snakeCase = (key: string): string =>
  words(key)
    .map((word) => word.toLowerCase())
    .join('_')

const camelCase = (key: string): string =>
  words(key)
    .map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')

export const nameFromKey = (key: string, casing: Casing | undefined): string => {
  if (casing === undefined) return key
  return casing === 'snake_case' ? snakeCase(key) : camelCase(key)
}
