/**
 * Many transactions of many tenants over one pool, with errors, aborts, time-outs and ended sessions: `npm run soak`,
 * `npm run soak -- --transactions 20000 --driver postgres.js`. Exits with 1 when something came out that must not.
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createDatabase } from '../test/engine/database.js'
import { committedMigrations } from '../test/isolation/committed-migrations.js'
import { migrationText } from '../test/isolation/reference.js'
import { installKeySql } from './soak/install-key.js'
import { isSound, runSoak } from './soak/run-soak.js'
import { soakTable } from './soak/soak-table.js'
import { fillTenants } from './soak/tenants.js'

const { values } = parseArgs({
  options: {
    transactions: { type: 'string', default: '200000' },
    tenants: { type: 'string', default: '50' },
    pool: { type: 'string', default: '10' },
    workers: { type: 'string', default: '25' },
    'kill-every': { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    driver: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const drivers = ['postgres.js', 'node-postgres pool'] as const
const chosen = drivers.filter((driver) => values.driver === undefined || driver.startsWith(values.driver))
if (chosen.length === 0) throw new RangeError(`--driver takes ${drivers.join(' or ')}`)
const whole = (name: Exclude<keyof typeof values, 'json' | 'driver'>): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < 1)
    throw new RangeError(`--${name} takes a whole number from 1 on`)
  return number
}

const note = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`)
}
const key = randomBytes(32).toString('hex')
const tags = await committedMigrations()
const tenants = whole('tenants')
const database = await createDatabase('postgres', {
  migrations: await Promise.all(tags.map((tag) => migrationText(`${tag}.sql`))),
  seed: `${fillTenants(tenants)}; ${installKeySql(key)}`,
})
try {
  for (const driver of chosen) {
    const figures = await runSoak({
      driver,
      database,
      key,
      tenants,
      transactions: whole('transactions'),
      pool: whole('pool'),
      workers: whole('workers'),
      killEvery: whole('kill-every'),
      seed: whole('seed'),
      note,
    })
    if (values.json) process.stdout.write(`${JSON.stringify({ driver, ...figures })}\n`)
    else
      process.stdout.write(
        `${soakTable(`${driver}, ${tenants} tenants, a pool of ${figures.pool}`, figures)}\n\n`,
      )
    if (!isSound(figures)) process.exitCode = 1
  }
} finally {
  await database.close()
}
