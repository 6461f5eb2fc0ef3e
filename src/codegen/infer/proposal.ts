import type { Table } from '../../model/schema.js'
import type { Alternative, Confidence } from './inference.js'

/** What a stage of the inference proposes for one table. */
export interface Proposal {
  readonly ownership: ProposedOwnership
  readonly confidence: Confidence
  /** The reason without the kind that stands before it. */
  readonly because: string
  readonly alternatives: readonly Alternative[]
}

export type ProposedOwnership =
  | { readonly kind: 'root'; readonly column: string }
  | { readonly kind: 'direct'; readonly column: string; readonly shared?: true }
  /** By the foreign key on `column` to `parent`; what lies beyond is the parent's own proposal. */
  | { readonly kind: 'through'; readonly column: string; readonly parent: Table }
  | { readonly kind: 'identity'; readonly members: Table }
  | { readonly kind: 'shared' | 'system' | 'unclassified' }

export type Proposals = ReadonlyMap<Table, Proposal>

/** No proposal, and why not. */
export const unclassified = (because: string): Proposal => ({
  ownership: { kind: 'unclassified' },
  confidence: 'doubtful',
  because,
  alternatives: [],
})

/** Those of tables whose rows belong to a tenant: what refers to them may belong to it too. */
export const ownedAmong = (proposals: Proposals): Proposals =>
  new Map(
    [...proposals].filter(([, { ownership }]) => ['root', 'direct', 'through'].includes(ownership.kind)),
  )
