import type { QualifiedName } from '../../model/schema.js'

/**
 * A table's name as a person writes it, and as the configuration takes it: without the schema when that is `public`,
 * unless a dot in the name would make one of it.
 */
export const shortName = ({ schema, name }: QualifiedName): string =>
  schema === 'public' && !name.includes('.') ? name : `${schema}.${name}`

/** The same for `schema.name`. */
export const shortId = (id: string): string => {
  const dot = id.indexOf('.')
  return shortName({ schema: id.slice(0, dot), name: id.slice(dot + 1) })
}
