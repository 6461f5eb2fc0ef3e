import { randomBytes } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { invoices } from '../schema/index.js'
import { makeSeal, parseSealKey, sealPads } from '../src/model/seal.js'
import { plainInvoices } from './plain-invoices.js'
import { contest, type Ratio } from './ratio.js'

export interface PolicyCostInput {
  /** A database with the reference application's migrations. */
  readonly superuserUrl: string
  readonly loginUrl: string
  readonly rows: number
  readonly rounds: number
  readonly note: (text: string) => void
}

const tenants = 20

/**
 * What the policies cost a query, sealed, against the same query with an explicit `where tenant_id = …` on a copy of
 * the table that has the same indexes and no row-level security. Both sides go through drizzle inside an open
 * transaction of the app's login, so that nothing but the query differs.
 */
export const policyCost = async ({
  superuserUrl,
  loginUrl,
  rows,
  rounds,
  note,
}: PolicyCostInput): Promise<readonly Ratio[]> => {
  const key = parseSealKey(randomBytes(32).toString('hex'))
  const setup = new pg.Client(superuserUrl)
  await setup.connect()
  try {
    await fill(setup, rows)
    const { ipad, opad } = sealPads(key)
    await setup.query('insert into tenantry.seal_key (kid, ipad, opad) values ($1, $2, $3)', [
      key.kid,
      ipad,
      opad,
    ])
  } finally {
    await setup.end()
  }
  note('queries')
  const tenant = id(3)
  const [guarded, plain] = [new pg.Client(loginUrl), new pg.Client(loginUrl)]
  await guarded.connect()
  await plain.connect()
  try {
    const { rows: at } = await guarded.query<{ database: string; pid: number }>(
      'select current_database() as database, pg_backend_pid() as pid',
    )
    const { database, pid } = at[0] as { database: string; pid: number }
    const seal = makeSeal(key, { tenant, database, pid, expiry: Math.floor(Date.now() / 1000) + 60 })
    await guarded.query('begin')
    await guarded.query(
      "select set_config('app.tenant_id', $1, true), set_config('app.tenant_seal', $2, true), set_config('role', 'tenantry_app', true)",
      [tenant, seal],
    )
    await plain.query('begin')
    const [mine, bare] = [drizzle(guarded), drizzle(plain)]
    const columns = {
      tenantId: invoices.tenantId,
      id: invoices.id,
      number: invoices.number,
      issuedOn: invoices.issuedOn,
      total: invoices.total,
    }
    let turn = 0
    const number = () => `N-${(turn++ * 7919) % Math.floor(rows / tenants)}`
    return [
      await contest(
        {
          name: 'page of 1,000 over (tenant, issued_on)',
          atMost: 1.05,
          baseline: () =>
            bare
              .select()
              .from(plainInvoices)
              .where(eq(plainInvoices.tenantId, tenant))
              .orderBy(desc(plainInvoices.issuedOn))
              .limit(1000),
          subject: () => mine.select(columns).from(invoices).orderBy(desc(invoices.issuedOn)).limit(1000),
        },
        { rounds, warmUp: 50 },
      ),
      await contest(
        {
          name: 'one row by (tenant, number)',
          atMost: 1.3,
          baseline: () =>
            bare
              .select()
              .from(plainInvoices)
              .where(and(eq(plainInvoices.tenantId, tenant), eq(plainInvoices.number, number()))),
          subject: () => mine.select(columns).from(invoices).where(eq(invoices.number, number())),
        },
        { rounds: rounds * 4, warmUp: 200 },
      ),
    ]
  } finally {
    await Promise.all([guarded.end(), plain.end()])
  }
}

/** Ids of tenants that can be computed. */
const id = (tenant: number): string => `${String(tenant).padStart(8, '0')}-0000-4000-8000-000000000000`

async function fill(client: pg.Client, rows: number): Promise<void> {
  await client.query(
    "insert into plans (id, name, seats, price) values ('free', 'Free', 5, 0) on conflict do nothing",
  )
  await client.query(
    `insert into tenants (id, name, slug)
     select (lpad(t::text, 8, '0') || '-0000-4000-8000-000000000000')::uuid, 'T' || t, 't' || t from generate_series(1, $1::int) t`,
    [tenants],
  )
  await client.query(
    `insert into invoices (id, tenant_id, number, issued_on, total)
     select (lpad((n % $2::int + 1)::text, 8, '0') || '-0000-4000-8000-' || lpad((n / $2::int + 1)::text, 12, '0'))::uuid,
       (lpad((n % $2::int + 1)::text, 8, '0') || '-0000-4000-8000-000000000000')::uuid,
       'N-' || n / $2::int, date '2020-01-01' + (n::bigint * 7919 % 2000)::int, n % 1000
     from generate_series(0, $1::int - 1) n`,
    [rows, tenants],
  )
  await client.query('create table invoices_plain (like invoices including all)')
  await client.query('insert into invoices_plain select * from invoices')
  await client.query('grant select on invoices_plain to tenantry_login, tenantry_app')
  await client.query('vacuum analyze invoices')
  await client.query('vacuum analyze invoices_plain')
}
