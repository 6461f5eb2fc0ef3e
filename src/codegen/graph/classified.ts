import type { Finding } from '../../model/finding.js'
import type { Ownership } from '../../model/graph.js'

/** A table's ownership, and what is wrong with it. */
export interface Classified {
  readonly ownership: Ownership
  readonly findings: readonly Finding[]
}

/** A table whose mark cannot be carried out: the finding says why, and nothing is planned for it. */
export const refused = (finding: Finding): Classified => ({
  ownership: { kind: 'unclassified' },
  findings: [finding],
})
