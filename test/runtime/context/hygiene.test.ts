import { sql } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { comments, invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { cleanUp } from '../../../src/runtime/context/hygiene.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { connect, type Driver, rowsOf } from './drivers.js'
import { referenceDatabase } from './reference-database.js'

const seal = { key: () => undefined }
const clean = createContext({ seal })
const careless = createContext({ seal, hygiene: false })

let server: TestDatabase
let embedded: TestDatabase
beforeAll(async () => {
  server = await referenceDatabase('postgres')
  embedded = await referenceDatabase('pglite')
})
afterAll(async () => {
  await server?.close()
  await embedded?.close()
})

/** What one tenant's raw SQL leaves in the session, and how the next one would meet it; '' for nothing. */
const residues = [
  [
    'a setting',
    `set search_path = pg_temp, pg_catalog`,
    `select nullif(nullif(current_setting('search_path'), '"$user", public'), 'public') as left`,
  ],
  [
    'a setting by a function',
    `select set_config('app.planted', 'x', false)`,
    `select nullif(current_setting('app.planted', true), '') as left`,
  ],
  [
    'a time-out',
    `set statement_timeout = 77777`,
    `select nullif(current_setting('statement_timeout'), '0') as left`,
  ],
  [
    'a mode',
    `set session characteristics as transaction read only`,
    `select nullif(current_setting('transaction_read_only'), 'off') as left`,
  ],
  [
    'a lock',
    `select pg_advisory_lock(4711)`,
    `select count(*)::text as left from pg_locks where locktype = 'advisory' having count(*) > 0`,
  ],
  [
    'a cursor',
    `declare kept cursor with hold for select name from contacts`,
    `select name as left from pg_cursors where name = 'kept'`,
  ],
  ['a channel', `listen gossip`, `select pg_listening_channels() as left`],
  [
    'a prepared name',
    `prepare planted as select name from contacts`,
    `select name as left from pg_prepared_statements where from_sql`,
  ],
] as const

const pools: readonly Driver[] = ['postgres.js', 'node-postgres pool', 'node-postgres client', 'pglite']
const open = (driver: Driver) => connect(driver, driver === 'pglite' ? embedded : server, { max: 1 })

describe.each(pools)('over %s', (driver) => {
  it.each(residues)(
    '%s that a tenant leaves in the session does not reach the next one',
    async (_, plant, look) => {
      const { db, close } = await open(driver)
      const leftBy = async ({ withTenant }: typeof clean) => {
        await withTenant(db, companyA, (tx) => tx.execute(sql.raw(plant)))
        return withTenant(
          db,
          companyB,
          async (tx) => rowsOf<{ left: unknown }>(await tx.execute(sql.raw(look)))[0]?.left ?? '',
        )
      }
      expect(await leftBy(clean)).toBe('')
      // Without the clean-up it is there.
      expect(await leftBy(careless)).not.toBe('')
      await clean.withTenant(db, companyA, (tx) => tx.execute(sql`select 1`))
      await close()
    },
  )

  it('the last number that a tenant was given is not told to the next one', async () => {
    const { db, close } = await open(driver)
    const last = sql`select lastval() as left`
    const write = ({ withTenant }: typeof clean) =>
      withTenant(db, companyA, (tx) => tx.insert(comments).values({ body: 'numbered' }))
    await write(clean)
    await expect(clean.withTenant(db, companyB, (tx) => tx.execute(last))).rejects.toMatchObject({
      cause: { code: '55000' },
    })
    await write(careless)
    expect(rowsOf(await careless.withTenant(db, companyB, (tx) => tx.execute(last)))).toHaveLength(1)
    await close()
  })

  it('a role that a tenant plants does not hold outside of its transaction', async () => {
    const { db, close } = await open(driver)
    const plant = ({ withTenant }: typeof clean) =>
      withTenant(db, companyA, (tx) =>
        tx.execute(
          sql`select set_config('app.tenant_id', ${companyA}, false), set_config('role', 'tenantry_app', false)`,
        ),
      )
    const outside = () =>
      db
        .select({ t: invoices.tenantId })
        .from(invoices)
        .then(
          (rows) => rows.length,
          () => 'denied',
        )
    await plant(careless)
    expect(await outside()).toBeGreaterThan(0)
    await plant(clean)
    // PGlite's only user is a superuser: there the role itself tells.
    if (driver === 'pglite')
      expect(rowsOf(await db.execute(sql`select current_user as who`))).not.toEqual([{ who: 'tenantry_app' }])
    else expect(await outside()).toBe('denied')
    await close()
  })

  it('a lock goes also when the transaction is rolled back', async () => {
    const { db, close } = await open(driver)
    const failing = clean.withTenant(db, companyA, async (tx) => {
      await tx.execute(sql`select pg_advisory_lock(4712)`)
      throw new Error('boom')
    })
    await expect(failing).rejects.toThrow('boom')
    const locks = await clean.withTenant(db, companyB, (tx) =>
      tx.execute(sql`select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`),
    )
    expect(rowsOf(locks)).toEqual([])
    await close()
  })
})

test('what a pool’s connect hook has set for the session stays', async () => {
  const pool = new pg.Pool({ connectionString: server.url(loginRole) ?? '', max: 1 })
  pool.on('connect', (client) => {
    client.query(`set timezone = 'Asia/Tokyo'; set application_name = 'it''s \\ here'`)
  })
  const db = overNodePostgres(pool)
  const settings = sql`select current_setting('timezone') as zone, current_setting('application_name') as name`
  const hooked = [{ zone: 'Asia/Tokyo', name: `it's \\ here` }]
  for (let time = 0; time < 3; time++) {
    const inside = await clean.withTenant(db, companyA, async (tx) => {
      const rows = rowsOf(await tx.execute(settings))
      await tx.execute(sql`set timezone = 'UTC'`)
      return rows
    })
    expect(inside).toEqual(hooked)
    expect(rowsOf(await db.execute(settings))).toEqual(hooked)
  }
  await pool.end()
})

test('without raw SQL nothing is looked for that only raw SQL can leave', () => {
  const [without, raw] = [cleanUp({ raw: false }, []), cleanUp({ raw: true }, [])]
  expect(without.some((text) => /close all|unlisten|deallocate/.test(text))).toBe(false)
  expect(raw.filter((text) => /close all|unlisten|deallocate/.test(text))).toHaveLength(3)
})

test.each(['postgres.js', 'node-postgres pool'] as const)(
  'a connection whose first transaction has modes of its own over %s is cleaned up like any other',
  async (driver) => {
    const { db, close } = await open(driver)
    const pids: unknown[] = []
    for (let time = 0; time < 3; time++) {
      const rows = await clean.withTenant(
        db,
        companyA,
        (tx) => tx.execute(sql`select pg_backend_pid() as pid`),
        {
          accessMode: 'read only',
          isolationLevel: 'serializable',
          deferrable: true,
        },
      )
      pids.push(rowsOf<{ pid: number }>(rows)[0]?.pid)
    }
    expect(new Set(pids).size).toBe(1)
    await close()
  },
)
