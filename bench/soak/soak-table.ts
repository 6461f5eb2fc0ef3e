import pc from 'picocolors'
import type { Figures } from './run-soak.js'

/** The figures of one soak, for people. */
export const soakTable = (title: string, figures: Figures): string => {
  const must = (value: number, wanted: number) =>
    value === wanted ? pc.green(String(value)) : pc.red(`${value}, not ${wanted}`)
  const { memory } = figures
  const mb = (value: number) => `${value.toFixed(0)} MB`
  const lines: readonly (readonly [string, string])[] = [
    ['transactions', `${figures.transactions} in ${figures.seconds.toFixed(0)} s`],
    ['committed', String(figures.committed)],
    ...Object.entries(figures.failed)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, count]) => [`failed with ${code}`, String(count)] as const),
    ['sessions ended from outside', String(figures.kills)],
    ['rows of other tenants', must(figures.foreignRows, 0)],
    ['errors that were not to be expected', must(figures.unexpected.length, 0)],
    ['writes reported as kept and not there, or there and not reported', must(figures.falseReports, 0)],
    ['transactions that hang', must(figures.hung, 0)],
    ['connections usable at the end', must(figures.usable, figures.pool)],
    ['locks and transactions left in sessions', must(figures.left, 0)],
    ['errors that nobody caught', must(figures.strays.length, 0)],
    ['most prepared statements of a session', String(figures.prepared)],
    [
      'heap, early and late',
      `${mb(memory.heapEarly)}, ${mb(memory.heapLate)}${memory.collected ? '' : ' (not collected)'}`,
    ],
    ['resident memory, early and late', `${mb(memory.rssEarly)}, ${mb(memory.rssLate)}`],
  ]
  const width = Math.max(...lines.map(([name]) => name.length))
  const notes = [...figures.unexpected, ...figures.strays].map((text) => pc.red(`  ${text}`))
  return [
    pc.bold(title),
    ...lines.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    ...notes,
  ].join('\n')
}
