import { randomBytes } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import { manifest } from '../generated/tenancy.js'
import { invoices } from '../schema/index.js'
import { createTenancy } from '../src/runtime/tenancy.js'
import { installKey } from './install-key.js'
import { plainInvoices } from './plain-invoices.js'
import { startProxy } from './proxy.js'
import { type Contest, contest, type Ratio } from './ratio.js'

export interface TransactionsInput {
  readonly superuserUrl: string
  readonly loginUrl: string
  readonly rounds: number
  readonly tenant: string
  readonly number: string
}

const columns = {
  tenantId: invoices.tenantId,
  id: invoices.id,
  number: invoices.number,
  issuedOn: invoices.issuedOn,
  total: invoices.total,
}

interface Promises {
  readonly withTenant: number
  readonly readOnly: number
  readonly one: number
}

/** What is promised is promised over a line: on loopback there are no trips to save. */
const promised: Readonly<Record<'node-postgres' | 'postgres.js', Promises>> = {
  'node-postgres': { withTenant: 0.8, readOnly: 0.6, one: 0.45 },
  'postgres.js': { withTenant: 0.65, readOnly: 0.45, one: 0.45 },
}

/**
 * `withTenant`, sealed and with both layers, with one query that names no tenant, against what one writes without it: a
 * bare drizzle transaction with the same query and an explicit `where tenant_id = …` on a copy of the table without
 * row-level security. Loopback, and a line that takes 1 ms each way.
 */
export const transactions = async (input: TransactionsInput): Promise<readonly Ratio[]> => {
  const key = randomBytes(32).toString('hex')
  await installKey(input.superuserUrl, key)
  const { withTenant } = createTenancy(manifest, { seal: { key } })
  const { tenant, number, rounds } = input
  const results: Ratio[] = []
  for (const delayMs of [0, 1]) {
    const { url, close } = await lineTo(input.loginUrl, delayMs)
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    const client = postgres(url, { max: 1, onnotice: () => {} })
    const databases = [
      ['node-postgres', overNodePostgres(pool)],
      ['postgres.js', overPostgresJs(client)],
    ] as const
    const where = delayMs === 0 ? 'loopback' : '1 ms each way'
    for (const [driver, db] of databases) {
      // One signature for both drivers: their drizzle classes differ in the result of raw queries only.
      const run = db as ReturnType<typeof overNodePostgres>
      const bare = and(eq(plainInvoices.tenantId, tenant), eq(plainInvoices.number, number))
      const baseline = () => run.transaction((tx) => tx.select().from(plainInvoices).where(bare))
      type Reader = Pick<typeof run, 'select'>
      const query = (tx: Reader) => tx.select(columns).from(invoices).where(eq(invoices.number, number))
      const page = (tx: Reader) =>
        tx.select(columns).from(invoices).orderBy(desc(invoices.issuedOn)).limit(1000)
      const atMost = (of: keyof Promises) => (delayMs === 0 ? null : promised[driver][of])
      const contests: readonly Contest[] = [
        {
          name: `${driver}, ${where}: withTenant`,
          atMost: atMost('withTenant'),
          baseline,
          subject: () => withTenant(run, tenant, query),
        },
        {
          name: `${driver}, ${where}: read only`,
          atMost: atMost('readOnly'),
          baseline,
          subject: () => withTenant(run, tenant, query, { accessMode: 'read only' }),
        },
        {
          name: `${driver}, ${where}: withTenant.one`,
          atMost: atMost('one'),
          baseline,
          subject: () => withTenant.one(run, tenant, query),
        },
        {
          name: `${driver}, ${where}: page of 1,000`,
          atMost: 1.1,
          baseline: () =>
            run.transaction((tx) =>
              tx
                .select()
                .from(plainInvoices)
                .where(eq(plainInvoices.tenantId, tenant))
                .orderBy(desc(plainInvoices.issuedOn))
                .limit(1000),
            ),
          subject: () => withTenant(run, tenant, page),
        },
      ]
      for (const each of contests) results.push(await contest(each, { rounds, warmUp: 20 }))
    }
    await Promise.all([pool.end(), client.end()])
    await close()
  }
  return results
}

/** The database over a line that takes so long each way. */
async function lineTo(
  url: string,
  delayMs: number,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  if (delayMs === 0) return { url, close: async () => {} }
  const target = new URL(url)
  const proxy = await startProxy({ host: target.hostname, port: Number(target.port), delayMs })
  target.port = String(proxy.port)
  target.hostname = '127.0.0.1'
  return { url: target.href, close: () => proxy.close() }
}
