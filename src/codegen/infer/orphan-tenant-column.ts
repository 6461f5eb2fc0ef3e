import type { Schema } from '../../model/schema.js'
import { rootName } from './root-names.js'
import { singular, words } from './words.js'

/** A column that is called like a tenant's key and stands in several tables, in a schema where no table is the root. */
export interface OrphanColumn {
  readonly name: string
  readonly tables: number
}

/** The most frequent of such columns; null when none stands in more than one table. */
export const orphanTenantColumn = ({ tables }: Schema): OrphanColumn | null => {
  const counts = new Map<string, number>()
  for (const { name } of tables.flatMap(({ columns }) => columns)) {
    const spoken = words(name).map(singular)
    if (spoken.at(-1) === 'id' && rootName(spoken.slice(0, -1)) === 'strong') {
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  const [first] = [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
  return first === undefined || first[1] < 2 ? null : { name: first[0], tables: first[1] }
}
