import { randomBytes } from 'node:crypto'
import { desc, eq, sql } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import { manifest } from '../generated/tenancy.js'
import * as schema from '../schema/index.js'
import { createTenancy } from '../src/runtime/tenancy.js'
import { installKey } from './install-key.js'
import { contest, type Ratio } from './ratio.js'

export interface TripwireCostInput {
  readonly superuserUrl: string
  readonly loginUrl: string
  readonly rounds: number
  readonly tenant: string
  readonly number: string
}

const { invoices } = schema

/**
 * What it costs to look at every answer: `withTenant` with the tripwire and without it, on one connection, since two
 * plan the same query differently.
 */
export const tripwireCost = async (input: TripwireCostInput): Promise<readonly Ratio[]> => {
  const key = randomBytes(32).toString('hex')
  await installKey(input.superuserUrl, key)
  const { withTenant } = createTenancy(manifest, { seal: { key } })
  const pool = new pg.Pool({ connectionString: input.loginUrl, max: 1 })
  const client = postgres(input.loginUrl, { max: 1, onnotice: () => {} })
  const databases = [
    ['node-postgres', overNodePostgres(pool, { schema })],
    ['postgres.js', overPostgresJs(client, { schema })],
  ] as const
  const results: Ratio[] = []
  for (const [driver, db] of databases) {
    const run = db as (typeof databases)[0][1]
    const newest = desc(invoices.issuedOn)
    const queries: Readonly<
      Record<string, (tx: Pick<typeof run, 'select' | 'execute' | 'query'>) => Promise<unknown>>
    > = {
      'page of 1,000': (tx) => tx.select().from(invoices).orderBy(newest).limit(1000),
      'page of 1,000, raw': (tx) => tx.execute(sql`select * from ${invoices} order by ${newest} limit 1000`),
      'page of 1,000, relational': (tx) =>
        tx.query.invoices.findMany({ orderBy: newest, limit: 1000, with: { tenant: true } }),
      'one row': (tx) => tx.select().from(invoices).where(eq(invoices.number, input.number)),
    }
    for (const [name, query] of Object.entries(queries)) {
      const one = name === 'one row'
      const { tenant } = input
      results.push(
        await contest(
          {
            name: `${driver}: ${name}`,
            atMost: one ? null : 1.05,
            baseline: () => withTenant(run, tenant, query, { tripwire: false }),
            subject: () => withTenant(run, tenant, query),
          },
          { rounds: one ? input.rounds * 4 : input.rounds, warmUp: 50 },
        ),
      )
    }
  }
  await Promise.all([pool.end(), client.end()])
  return results
}
