import { shortId } from '../../codegen/infer/table-name.js'
import type { Schema } from '../../model/schema.js'
import { type Answer, type Answers, inferWith } from './answers.js'
import { type Asker, cancelled } from './asker.js'
import { takeProposals } from './decisions.js'
import { choicesFor, nextDoubtful } from './questions.js'

/** Asks about the doubtful tables, one after the other; null when whoever answers wants no more of it. */
export const interview = async (schema: Schema, first: Answers, asker: Asker): Promise<Answers | null> => {
  const answers = new Map<string, Answer>(first)
  const count = doubtfulCount(schema, answers)
  if (count === 0) return answers
  const way = await asker.choose({
    message: `${count === 1 ? 'One table is' : `${count} tables are`} doubtful. How shall they be decided?`,
    choices: [
      { value: 'ask', label: 'one by one', hint: 'answers may settle others' },
      { value: 'open', label: 'leave them undecided', hint: 'they are written down with their proposals' },
      { value: 'take', label: 'take every proposal as it stands', hint: 'tables without one stay undecided' },
    ] as const,
  })
  if (way === cancelled) return null
  if (way === 'open') return answers
  if (way === 'take') return takeProposals(schema, answers)

  for (;;) {
    const inference = inferWith(schema, answers)
    const table = nextDoubtful(inference, answers)
    if (table === null) return answers
    const choice = await asker.choose({
      message: `${shortId(table.id)}  ${table.reason}`,
      choices: choicesFor(table),
    })
    if (choice === cancelled) return null
    if (choice.kind === 'stop') return answers
    answers.set(table.id, choice)
  }
}

const doubtfulCount = (schema: Schema, answers: Answers): number =>
  inferWith(schema, answers).tables.filter(
    ({ id, marked, confidence }) => !marked && confidence === 'doubtful' && !answers.has(id),
  ).length
