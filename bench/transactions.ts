import { randomBytes } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import { invoices } from '../schema/index.js'
import { parseSealKey, sealPads } from '../src/model/seal.js'
import { createTenancy } from '../src/runtime/tenancy.js'
import { plainInvoices } from './plain-invoices.js'
import { startProxy } from './proxy.js'
import { contest, type Ratio } from './ratio.js'

export interface TransactionsInput {
  readonly superuserUrl: string
  readonly loginUrl: string
  readonly rounds: number
  readonly tenant: string
  readonly number: string
}

/**
 * `withTenant`, sealed, with one query that names no tenant, against what one writes without it: a bare drizzle
 * transaction with the same query and an explicit `where tenant_id = …` on a copy of the table without row-level
 * security. Loopback, and a line that takes 1 ms each way.
 */
export const transactions = async (input: TransactionsInput): Promise<readonly Ratio[]> => {
  const key = randomBytes(32).toString('hex')
  await installKey(input.superuserUrl, key)
  const { withTenant } = createTenancy(
    { tenant: { type: 'uuid' }, roles: { app: 'tenantry_app' } },
    { seal: { key } },
  )
  const results: Ratio[] = []
  for (const delayMs of [0, 1]) {
    const target = new URL(input.loginUrl)
    const proxy =
      delayMs === 0 ? null : await startProxy({ host: target.hostname, port: Number(target.port), delayMs })
    if (proxy !== null) target.port = String(proxy.port)
    if (proxy !== null) target.hostname = '127.0.0.1'
    const url = target.href
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    const client = postgres(url, { max: 1, onnotice: () => {} })
    const databases = [
      ['node-postgres', overNodePostgres(pool), 1.05],
      ['postgres.js', overPostgresJs(client), 0.85],
    ] as const
    const where = delayMs === 0 ? 'loopback' : '1 ms each way'
    for (const [driver, db, atMost] of databases) {
      const bare = and(eq(plainInvoices.tenantId, input.tenant), eq(plainInvoices.number, input.number))
      // One signature for both drivers: their drizzle classes differ in the result of raw queries only.
      const run = db as ReturnType<typeof overNodePostgres>
      results.push(
        await contest(
          {
            name: `${driver}, ${where}`,
            // What is promised is promised over a line: on loopback there are no trips to save.
            atMost: delayMs === 0 ? null : atMost,
            baseline: () => run.transaction((tx) => tx.select().from(plainInvoices).where(bare)),
            subject: () =>
              withTenant(run, input.tenant, (tx) =>
                tx
                  .select({
                    tenantId: invoices.tenantId,
                    id: invoices.id,
                    number: invoices.number,
                    issuedOn: invoices.issuedOn,
                    total: invoices.total,
                  })
                  .from(invoices)
                  .where(eq(invoices.number, input.number)),
              ),
          },
          { rounds: input.rounds, warmUp: 20 },
        ),
      )
    }
    await Promise.all([pool.end(), client.end()])
    await proxy?.close()
  }
  return results
}

async function installKey(url: string, key: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  const { kid } = parseSealKey(key)
  const { ipad, opad } = sealPads(parseSealKey(key))
  await client.query('delete from tenantry.seal_key')
  await client.query('insert into tenantry.seal_key (kid, ipad, opad) values ($1, $2, $3)', [kid, ipad, opad])
  await client.end()
}
