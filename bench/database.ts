import { loginRole } from '../test/engine/cluster-roles.js'
import { createDatabase } from '../test/engine/database.js'
import { committedMigrations } from '../test/isolation/committed-migrations.js'
import { migrationText } from '../test/isolation/reference.js'
import { policyCost } from './policy-cost.js'
import type { Ratio } from './ratio.js'
import { transactions } from './transactions.js'
import { tripwireCost } from './tripwire-cost.js'

export interface DatabaseInput {
  readonly rows: number
  readonly rounds: number
  readonly note: (text: string) => void
}

export interface DatabaseResult {
  readonly policies: readonly Ratio[]
  readonly transactions: readonly Ratio[]
  readonly tripwire: readonly Ratio[]
}

/** What isolation costs and saves at run time, on a Postgres of its own. */
export const database = async ({ rows, rounds, note }: DatabaseInput): Promise<DatabaseResult> => {
  note('starting Postgres')
  const tags = await committedMigrations()
  const made = await createDatabase('postgres', {
    migrations: await Promise.all(tags.map((tag) => migrationText(`${tag}.sql`))),
  })
  try {
    const superuserUrl = made.url(made.superuserRole)
    const loginUrl = made.url(loginRole)
    if (superuserUrl === null || loginUrl === null) throw new Error('the bench needs a server')
    note(`filling two tables with ${rows} rows`)
    const policies = await policyCost({ superuserUrl, loginUrl, rows, rounds, note })
    const one = { tenant: '00000003-0000-4000-8000-000000000000', number: 'N-7' }
    note('transactions')
    const whole = await transactions({ superuserUrl, loginUrl, rounds, ...one })
    note('answers')
    const tripwire = await tripwireCost({ superuserUrl, loginUrl, rounds, ...one })
    return { policies, transactions: whole, tripwire }
  } finally {
    await made.close()
  }
}
