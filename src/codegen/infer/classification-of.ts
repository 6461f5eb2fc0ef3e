import type { Classification } from '../../model/classification.js'
import type { OwnershipJson } from '../graph/graph-json.js'
import { shortId } from './table-name.js'

/** An ownership as the configuration says it; null for a table that has none. */
export const classificationOf = (ownership: OwnershipJson): Classification | null => {
  switch (ownership.kind) {
    case 'root':
      return { kind: 'root' }
    case 'direct':
      return { kind: 'direct', tenant: ownership.column, ...(ownership.shared ? { shared: true } : {}) }
    case 'through': {
      const [through] = ownership.path
      return through === undefined ? null : { kind: 'through', through }
    }
    case 'identity':
      return { kind: 'identity', members: shortId(ownership.members) }
    case 'shared':
    case 'system':
      return { kind: ownership.kind }
    case 'unclassified':
      return null
    default:
      return ownership satisfies never
  }
}
