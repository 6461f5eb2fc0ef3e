import { native, opaque } from '../values/make-value.js'
import { placeOf } from '../values/place.js'
import { knownName } from './known-name.js'

/**
 * `alias(users, 'manager')`: the same table under another name. Exported from a schema file it is a table of its own, for
 * drizzle-kit too.
 */
export const alias = native('alias', ([table, name], site) => {
  if (table?.kind === 'unknown') return table
  if (table?.kind !== 'table') return opaque('an alias')
  const given = knownName(name, site)
  return { kind: 'table', table: { ...table.table, name: given, place: placeOf(site), declared: false } }
})
