/**
 * Ratios of one interleaved run: what isolation costs and saves, and what reading a schema costs. `npm run bench`, or
 * `npm run bench database`, `npm run bench reading`; `-- --json`, `-- --rows 100000` for a quick look. Exits with 1 when
 * a figure is above what the README promises.
 */
import { parseArgs } from 'node:util'
import { database } from './database.js'
import type { Limit } from './limit.js'
import type { Ratio } from './ratio.js'
import { reading, tables } from './reading.js'
import { limitTable, reportTable } from './report.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '500' },
  },
})
const benches = ['database', 'reading']
const chosen = positionals.length === 0 ? benches : positionals
const [rows, rounds] = [Number(values.rows), Number(values.rounds)]
if (chosen.some((name) => !benches.includes(name))) {
  throw new RangeError(`the benches are ${benches.join(' and ')}`)
}
if (!Number.isInteger(rows) || rows < 1000 || !Number.isInteger(rounds) || rounds < 10) {
  throw new RangeError('--rows takes 1000 or more, --rounds 10 or more')
}

const note = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`)
}

const ratios: Ratio[] = []
const limits: Limit[] = []
const report: string[] = []
if (chosen.includes('database')) {
  const { policies, transactions, tripwire } = await database({ rows, rounds, note })
  ratios.push(...policies, ...transactions, ...tripwire)
  report.push(
    reportTable(`Policies, sealed, against an explicit where without them, ${rows} rows`, policies),
    reportTable(
      'withTenant, sealed, against a bare drizzle transaction with an explicit where',
      transactions,
    ),
    reportTable('withTenant with the tripwire, against without it', tripwire),
  )
}
if (chosen.includes('reading')) {
  const found = await reading({ rounds: 5, note })
  ratios.push(...found.ratios)
  limits.push(...found.memory)
  report.push(
    reportTable(`Reading ${tables} tables, whole processes, against drizzle-kit generate`, found.ratios),
    limitTable('Peak memory', found.memory),
  )
}
process.stdout.write(
  values.json ? `${JSON.stringify({ rows, rounds, ratios, limits }, null, 2)}\n` : `${report.join('\n\n')}\n`,
)
const broken =
  ratios.some(({ ratio, atMost }) => atMost !== null && ratio > atMost) ||
  limits.some(({ value, atMost }) => atMost !== null && value > atMost)
if (broken) process.exitCode = 1
