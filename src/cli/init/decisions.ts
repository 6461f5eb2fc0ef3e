import { tableId } from '../../codegen/graph/graph-findings.js'
import { classificationOf } from '../../codegen/infer/classification-of.js'
import type { InferredTable } from '../../codegen/infer/inference.js'
import type { Classification } from '../../model/classification.js'
import type { Schema } from '../../model/schema.js'
import { type Answer, type Answers, inferWith } from './answers.js'
import { isConfigurable } from './config-key.js'

/** What is to be written of the tables that nothing marked before. */
export interface Decisions {
  /** In the order of the inference: by kind, then by name. */
  readonly decided: readonly Decided[]
  /** By name. */
  readonly undecided: readonly Undecided[]
}

export interface Decided {
  readonly id: string
  readonly classification: Classification
  readonly reason: string
}

export interface Undecided {
  readonly id: string
  /** Null when there is nothing to propose. */
  readonly suggestion: Classification | null
  readonly reason: string
}

/** The root as the first answer; tables that a configuration cannot name are left open from the start. */
export const firstAnswers = (schema: Schema, root: InferredTable): Answers => {
  const answers = new Map<string, Answer>()
  if (!root.marked) {
    answers.set(root.id, { kind: 'as', classification: { kind: 'root' }, reason: root.reason })
  }
  for (const table of inferWith(schema, answers).tables) {
    if (table.marked || isConfigurable(table.table)) continue
    const reason = 'its name cannot stand in a configuration: mark it in its source'
    answers.set(table.id, { kind: 'open', proposed: table, reason })
  }
  return answers
}

/** What follows from the answers: whatever is sure is decided, and what nobody has answered is not. */
export const decisionsOf = (schema: Schema, answers: Answers): Decisions => {
  const before = new Set(schema.tables.filter(({ mark }) => mark !== null).map(tableId))
  const decided: Decided[] = []
  const undecided: Undecided[] = []
  for (const table of inferWith(schema, answers).tables) {
    const { id, reason, confidence } = table
    if (before.has(id)) continue
    const answer = answers.get(id)
    const classification = classificationOf(table.ownership)
    if (answer?.kind === 'as') {
      decided.push({ id, classification: answer.classification, reason: answer.reason })
    } else if (answer?.kind === 'open') {
      undecided.push({ id, suggestion: classificationOf(answer.proposed.ownership), reason: answer.reason })
    } else if (classification !== null && confidence === 'sure') decided.push({ id, classification, reason })
    else undecided.push({ id, suggestion: classification, reason })
  }
  return { decided, undecided: undecided.sort((a, b) => (a.id < b.id ? -1 : 1)) }
}

/** The answers of somebody who takes every proposal as it stands, the doubtful ones too. */
export const takeProposals = (schema: Schema, answers: Answers): Answers => {
  const taken = new Map(answers)
  for (const { id, marked, ownership, reason } of inferWith(schema, answers).tables) {
    const classification = classificationOf(ownership)
    if (marked || answers.has(id) || classification === null) continue
    taken.set(id, { kind: 'as', classification, reason })
  }
  return taken
}
