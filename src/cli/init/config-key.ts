import type { QualifiedName } from '../../model/schema.js'

/**
 * Whether a key of `tables` can name the table: not when the name holds a character of a pattern, or a dot where the
 * schema ends.
 */
export const isConfigurable = ({ schema, name }: QualifiedName): boolean =>
  !/[*?[\]{}()!]/.test(`${schema}${name}`) && !schema.includes('.') && name !== '__proto__'
