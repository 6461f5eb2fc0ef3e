import { shortId } from '../../codegen/infer/table-name.js'
import type { Decisions } from '../init/decisions.js'
import type { Colors } from '../io.js'
import { printable } from './printable.js'

/** So many undecided tables are listed; the file has them all. */
const shown = 20

/** What is about to be written, or was: how many tables of each kind, and which are left. */
export const inferenceSummary = ({ decided, undecided }: Decisions, colors: Colors): string => {
  const kinds = [...new Set(decided.map(({ classification }) => classification.kind))]
  const counts = kinds.map((kind) => {
    const count = decided.filter(({ classification }) => classification.kind === kind).length
    return `${count} ${kind}`
  })
  const left = undecided
    .slice(0, shown)
    .map(({ id, reason }) => `  ${colors.yellow(printable(shortId(id)))}  ${colors.dim(printable(reason))}`)
  const more = undecided.length - left.length
  return [
    `${decided.length} decided${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`,
    ...(undecided.length > 0 ? [`${undecided.length} undecided`, ...left] : []),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
  ].join('\n')
}

/** What to do when the configuration is there. */
export const nextSteps = ({ undecided }: Decisions, file: string): string => {
  const steps = [
    `Read ${file} through: it decides who sees what.`,
    ...(undecided.length > 0
      ? ['Decide the tables that are commented out there; until then `tenantry gen` stops (TEN201).']
      : []),
    'Put the role that your app logs in as into `roles.logins`.',
    '`tenantry graph` shows whose rows each table holds.',
    '`drizzle-kit generate && tenantry gen` writes the isolation as a migration.',
  ]
  return ['Next:', ...steps.map((step, index) => `  ${index + 1}. ${step}`), ''].join('\n')
}
