import { classifyTables } from '../../codegen/graph/classify-tables.js'
import { inferTenancy } from '../../codegen/infer/infer-tenancy.js'
import type { Inference, InferredTable } from '../../codegen/infer/inference.js'
import type { Classification } from '../../model/classification.js'
import type { Schema } from '../../model/schema.js'

/** What somebody has said of one table. */
export type Answer =
  | { readonly kind: 'as'; readonly classification: Classification; readonly reason: string }
  /** It stays open; what was proposed is kept, to be written down as a suggestion. */
  | { readonly kind: 'open'; readonly proposed: InferredTable; readonly reason: string }

/** By `schema.name`. */
export type Answers = ReadonlyMap<string, Answer>

/**
 * The inference in the light of the answers: an answer is as good as a mark, so that what was doubtful for its sake alone
 * becomes sure; and what is left open carries nothing.
 */
export const inferWith = (schema: Schema, answers: Answers): Inference => {
  const said: Record<string, Classification> = {}
  const undecided = new Set<string>()
  for (const [id, answer] of answers) {
    if (answer.kind === 'as') said[id] = answer.classification
    else undecided.add(id)
  }
  return inferTenancy(classifyTables(schema, said).schema, { undecided })
}
