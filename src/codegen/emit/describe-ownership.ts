import type { Ownership } from '../../model/graph.js'

/** One phrase for a reader: whose rows the table holds. */
export const describeOwnership = (ownership: Ownership): string => {
  switch (ownership.kind) {
    case 'root':
      return `root, one row is one tenant (${ownership.column})`
    case 'direct':
      return `rows of the tenant in ${ownership.column}${ownership.shared ? '; rows without tenant are read by all' : ''}`
    case 'through':
      return `rows belong to their row of ${ownership.parent} (${ownership.path.join(' → ')})`
    case 'identity':
      return `people, seen by the tenants whose members they are (${ownership.members})`
    case 'shared':
      return 'shared by all tenants, read-only'
    case 'system':
      return 'system, out of reach'
    case 'unclassified':
      return 'unclassified'
    default:
      return ownership satisfies never
  }
}
