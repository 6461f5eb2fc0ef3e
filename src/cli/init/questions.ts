import { classificationOf } from '../../codegen/infer/classification-of.js'
import type { Inference, InferredTable } from '../../codegen/infer/inference.js'
import type { Classification } from '../../model/classification.js'
import type { Answer, Answers } from './answers.js'
import type { Choice } from './asker.js'

/** What can be answered to the question whose rows a doubtful table holds. */
export type TableChoice = Answer | { readonly kind: 'stop' }

/**
 * The next doubtful table to ask about: one that rests on another doubtful table comes after it, for with that answered
 * there may be nothing left to ask.
 */
export const nextDoubtful = ({ tables }: Inference, answers: Answers): InferredTable | null => {
  const open = tables.filter(
    ({ id, marked, confidence }) => !marked && confidence === 'doubtful' && !answers.has(id),
  )
  const ids = new Set(open.map(({ id }) => id))
  return open.find(({ ownership }) => !ids.has(supportOf(ownership) ?? '')) ?? open[0] ?? null
}

const supportOf = (ownership: InferredTable['ownership']): string | null =>
  ownership.kind === 'through' ? ownership.parent : ownership.kind === 'identity' ? ownership.members : null

/** The proposal first, then what else could be meant, then what any table can be. */
export const choicesFor = (table: InferredTable): readonly Choice<TableChoice>[] => {
  const { ownership, alternatives, reason } = table
  const proposed = classificationOf(ownership)
  const known = [
    ...(proposed === null ? [] : [{ classification: proposed, meaning: meaningOf(table), reason }]),
    ...alternatives.map((given) => ({ ...given, reason: `${given.classification.kind}: ${given.meaning}` })),
    ...general.filter(({ classification }) => classification.kind !== proposed?.kind),
  ]
  return [
    ...known.map(({ classification, meaning, reason: why }) => ({
      value: { kind: 'as', classification, reason: why } as const,
      label: named(classification),
      hint: meaning,
    })),
    {
      value: { kind: 'open', proposed: table, reason } as const,
      label: 'leave undecided',
      hint: '`tenantry gen` stops until it is said',
    },
    { value: { kind: 'stop' } as const, label: 'leave this and all that follow undecided' },
  ]
}

/** A tenant column that may be null stops `gen`: it has to become what it is said to be. */
function meaningOf({ ownership, table }: InferredTable): string {
  const column = ownership.kind === 'direct' ? ownership.column : null
  const mayBeNull = table.columns.some(({ name, notNull }) => name === column && !notNull)
  return mayBeNull ? 'as proposed; `tenantry gen` then asks that it be not null (TEN206)' : 'as proposed'
}

/** What can be said of a table to which nothing leads. */
const general: readonly {
  readonly classification: Classification
  readonly meaning: string
  readonly reason: string
}[] = [
  {
    classification: { kind: 'system' },
    meaning: 'no tenant sees its rows',
    reason: 'system: said to be of no tenant',
  },
  {
    classification: { kind: 'shared' },
    meaning: 'every tenant reads its rows, none writes them',
    reason: 'shared: said to be read by all tenants',
  },
]

function named(classification: Classification): string {
  switch (classification.kind) {
    case 'direct':
      return classification.shared
        ? `direct by ${classification.tenant}, rows without one are shared`
        : `direct by ${classification.tenant}`
    case 'through':
      return `through ${classification.through}`
    case 'identity':
      return `identity, members in ${classification.members}`
    case 'root':
    case 'shared':
    case 'system':
      return classification.kind
    default:
      return classification satisfies never
  }
}
