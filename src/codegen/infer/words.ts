/** The words of a name, small, whatever way they are joined: `activeOrganizationId`, `active_organization_id`. */
export const words = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

/** A word in the singular, near enough to compare a table's name with a column's. */
export const singular = (word: string): string => {
  if (word === 'people') return 'person'
  if (/..ies$/.test(word)) return `${word.slice(0, -3)}y`
  if (/(ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2)
  return /s$/.test(word) && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word
}
