import type { OwnershipJson } from '../../codegen/graph/graph-json.js'
import type { Confidence, Inference } from '../../codegen/infer/inference.js'
import type { Classification } from '../../model/classification.js'
import type { Finding } from '../../model/finding.js'

/** What `tenantry init --json` prints: a contract, changed only by adding to it. */
export interface InferenceJson {
  /** `schema.name`, or null when no table could be told. */
  readonly root: string | null
  readonly tables: readonly {
    readonly schema: string
    readonly name: string
    readonly ownership: OwnershipJson
    readonly confidence: Confidence
    readonly reason: string
    /** What else could be meant, as the configuration would say it. */
    readonly alternatives: readonly Classification[]
  }[]
  /** The tables that may be the root, the likeliest first. */
  readonly candidates: readonly { readonly table: string; readonly score: number }[]
  readonly findings: readonly Finding[]
}

export const inferenceJson = ({ root, tables }: Inference, findings: readonly Finding[]): InferenceJson => ({
  root: root.id,
  tables: tables.map(({ table, ownership, confidence, reason, alternatives }) => ({
    schema: table.schema,
    name: table.name,
    ownership,
    confidence,
    reason,
    alternatives: alternatives.map(({ classification }) => classification),
  })),
  candidates: root.candidates.map(({ id, score }) => ({ table: id, score })),
  findings,
})
