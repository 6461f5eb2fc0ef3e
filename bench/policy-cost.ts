import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { makeSeal, parseSealKey, sealPads } from '../src/model/seal.js'
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
 * the table that has the same indexes and no row-level security. Both sides run inside an open transaction of the
 * app's login, so that nothing but the query differs.
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
    let turn = 0
    const number = () => `N-${(turn++ * 7919) % Math.floor(rows / tenants)}`
    const page = 'order by issued_on desc limit 50'
    return [
      await contest(
        {
          name: 'page of 50 over (tenant, issued_on)',
          atMost: 1.05,
          baseline: () =>
            named(plain, 'page', `select * from invoices_plain where tenant_id = $1 ${page}`, [tenant]),
          subject: () => named(guarded, 'page', `select * from invoices ${page}`, []),
        },
        { rounds, warmUp: 50 },
      ),
      await contest(
        {
          name: 'one row by (tenant, number)',
          atMost: 1.3,
          baseline: () =>
            named(plain, 'point', 'select * from invoices_plain where tenant_id = $1 and number = $2', [
              tenant,
              number(),
            ]),
          subject: () => named(guarded, 'point', 'select * from invoices where number = $1', [number()]),
        },
        { rounds: rounds * 4, warmUp: 200 },
      ),
      await contest(
        {
          name: 'one row by id',
          atMost: 1.3,
          baseline: () =>
            named(plain, 'id', 'select * from invoices_plain where tenant_id = $1 and id = $2', [
              tenant,
              id(3, turn++),
            ]),
          subject: () => named(guarded, 'id', 'select * from invoices where id = $1', [id(3, turn++)]),
        },
        { rounds: rounds * 4, warmUp: 200 },
      ),
    ]
  } finally {
    await Promise.all([guarded.end(), plain.end()])
  }
}

const named = (client: pg.Client, name: string, text: string, values: readonly unknown[]) =>
  client.query({ name, text, values: [...values] })

/** Ids that can be computed: a tenant's, or the n-th invoice of a tenant. */
const id = (tenant: number, invoice?: number): string =>
  `${String(tenant).padStart(8, '0')}-0000-4000-8000-${String(invoice === undefined ? 0 : (invoice % 1000) + 1).padStart(12, '0')}`

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
