import type { Classification } from '../../model/classification.js'
import type { Table } from '../../model/schema.js'
import type { OwnershipJson } from '../graph/graph-json.js'
import type { RootCandidate } from './root-candidates.js'

/** Whose rows the tables of a schema most likely hold: proposals, each with its reason. Nothing is decided by it. */
export interface Inference {
  readonly root: InferredRoot
  /** Each table once: root, direct, through, identity, shared, system, unclassified, and by id within. */
  readonly tables: readonly InferredTable[]
}

export interface InferredRoot {
  /** `schema.name`, or null when nothing speaks clearly enough for a table. */
  readonly id: string | null
  readonly confidence: Confidence
  /** The likeliest first. */
  readonly candidates: readonly RootCandidate[]
}

/** `sure` rests on what the schema states and cannot be null; everything else is for a person to decide. */
export type Confidence = 'sure' | 'doubtful'

export interface InferredTable {
  /** `schema.name`. */
  readonly id: string
  readonly table: Table
  readonly ownership: OwnershipJson
  readonly confidence: Confidence
  /** One line: `direct: organization_id references organization.id, not null`. */
  readonly reason: string
  /** Whether its source, or the configuration, says it already. */
  readonly marked: boolean
  /** What else could be meant, the likeliest first. */
  readonly alternatives: readonly Alternative[]
}

export interface Alternative {
  readonly classification: Classification
  /** What it would mean, in a few words. */
  readonly meaning: string
}
