/**
 * Ratios of one interleaved run: what isolation costs and saves. `npm run bench`, `npm run bench -- --json`,
 * `-- --rows 100000` for a quick look. Exits with 1 when a ratio is above what the README promises.
 */
import { parseArgs } from 'node:util'
import { loginRole } from '../test/engine/cluster-roles.js'
import { createDatabase } from '../test/engine/database.js'
import { committedMigrations } from '../test/isolation/committed-migrations.js'
import { migrationText } from '../test/isolation/reference.js'
import { policyCost } from './policy-cost.js'
import { reportTable } from './report.js'
import { transactions } from './transactions.js'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '500' },
  },
})
const [rows, rounds] = [Number(values.rows), Number(values.rounds)]
if (!Number.isInteger(rows) || rows < 1000 || !Number.isInteger(rounds) || rounds < 10) {
  throw new RangeError('--rows takes 1000 or more, --rounds 10 or more')
}

const note = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`)
}

note('starting Postgres')
const tags = await committedMigrations()
const database = await createDatabase('postgres', {
  migrations: await Promise.all(tags.map((tag) => migrationText(`${tag}.sql`))),
})
const superuserUrl = database.url(database.superuserRole)
const loginUrl = database.url(loginRole)
if (superuserUrl === null || loginUrl === null) throw new Error('the bench needs a server')
try {
  note(`filling two tables with ${rows} rows`)
  const policies = await policyCost({ superuserUrl, loginUrl, rows, rounds, note })
  note('transactions')
  const whole = await transactions({
    superuserUrl,
    loginUrl,
    rounds,
    tenant: '00000003-0000-4000-8000-000000000000',
    number: 'N-7',
  })
  const ratios = [...policies, ...whole]
  if (values.json) process.stdout.write(`${JSON.stringify({ rows, rounds, ratios }, null, 2)}\n`)
  else {
    process.stdout.write(
      `${reportTable(`Policies, sealed, against an explicit where without them, ${rows} rows`, policies)}\n\n`,
    )
    process.stdout.write(
      `${reportTable('withTenant, sealed, against a bare drizzle transaction with an explicit where', whole)}\n`,
    )
  }
  if (ratios.some(({ ratio, atMost }) => atMost !== null && ratio > atMost)) process.exitCode = 1
} finally {
  await database.close()
}
