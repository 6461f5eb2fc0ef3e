import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { companyA } from '../../isolation/seed.js'
import { type ConnectOptions, connect, type Driver, rowsOf } from './drivers.js'
import { referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'
import { startWire, type Wire } from './wire.js'

const seal = { key: () => undefined }
const { withTenant } = createContext({ seal })

const cases: readonly (readonly [Driver, ConnectOptions])[] = [
  ['postgres.js', {}],
  ['node-postgres pool', {}],
  ['node-postgres pool', { pipeline: true }],
  ['node-postgres client', {}],
  ['another driver', {}],
]

/*
 * Queries go out behind BEGIN and the context before the server has answered to them. Were one of the two refused, the
 * queries must not run as the login, which could be allowed more than a tenant: `ledger` is a table of the login's.
 */
describe('what goes out behind an opening that fails', () => {
  let database: TestDatabase
  let superuser: Session
  let wire: Wire

  beforeAll(async () => {
    database = await referenceDatabase('postgres')
    superuser = await database.superuser()
    await superuser.exec(`create table ledger (entry int); create sequence ledger_number;
      grant all on ledger, ledger_number to ${loginRole}, tenantry_app`)
    wire = await startWire(database.url(loginRole) ?? '')
  })
  afterEach(async () => {
    wire.rewrite(null)
    await superuser.exec(`truncate ledger; select setval('ledger_number', 1, false)`)
  })
  afterAll(async () => {
    await wire?.close()
    await database?.close()
  })
  const ledger = async () => (await superuser.query('select from ledger')).count
  /** How often `write` has run, also where it has been rolled back. */
  const runs = async () => {
    const { rows } = await superuser.query<{ runs: string }>(
      'select case when is_called then last_value else 0 end as runs from ledger_number',
    )
    return Number(rows[0]?.runs)
  }
  const write = sql`insert into ledger select nextval('ledger_number') where ${true}::bool`

  it('runs as the login when the queries are pipelined without us', async () => {
    const client = new pg.Client({ connectionString: wire.url, pipeline: true } as pg.ClientConfig)
    await client.connect()
    wire.rewrite(['begin', 'bogin'])
    await Promise.allSettled([
      client.query('begin'),
      client.query(`select set_config('app.tenant_id', $1, true), set_config('role', 'tenantry_app', true)`, [
        companyA,
      ]),
      client.query('insert into ledger values (1)'),
    ])
    expect(await ledger()).toBe(1)
    await client.end()
  })

  describe.each(cases)('over %s %j', (driver, options) => {
    it('does not run when BEGIN is refused, whatever the callback makes of that, and the next one has its turn', async () => {
      const { db, close } = await connect(driver, database, { ...options, max: 1, url: wire.url })
      await withTenant(db, companyA, (tx) => tx.execute(sql`select 1`))
      wire.rewrite(['begin', 'bogin'])
      const error = await refusal(
        withTenant(db, companyA, async (tx) => {
          const both = [tx.execute(write), tx.execute(write)]
          await Promise.allSettled(both)
          await Promise.allSettled([tx.execute(write)])
        }),
      )
      if (driver !== 'another driver') expect(error).toMatchObject({ code: 'TEN606' })
      wire.rewrite(null)
      if (driver === 'postgres.js') {
        // It has no group that fails as a whole: what was written behind BEGIN runs, as the login.
        expect([await ledger(), await runs()]).toEqual([1, 1])
        await superuser.exec('truncate ledger')
      } else expect([await ledger(), await runs()]).toEqual([0, 0])
      if (driver === 'node-postgres client') return close()
      await withTenant(db, companyA, (tx) => tx.execute(write))
      expect(await ledger()).toBe(1)
      await close()
    })

    it('does not run when the context is refused', async () => {
      const { db, close } = await connect(driver, database, { ...options, max: 1 })
      const stranger = createContext({ seal, appRole: 'tenantry_seal' })
      for (let time = 0; time < 3; time++) {
        const error = await refusal(
          stranger.withTenant(db, companyA, async (tx) => {
            const both = [tx.execute(write), tx.execute(write)]
            await Promise.allSettled(both)
            await Promise.allSettled([tx.execute(write)])
            throw new Error('what the callback makes of it')
          }),
        )
        expect(error).toMatchObject({ code: 'TEN606', message: expect.stringContaining('tenantry_seal') })
        expect(error.cause).toHaveProperty('code', '42501')
      }
      expect([await ledger(), await runs()]).toEqual([0, 0])
      await withTenant(db, companyA, (tx) => tx.execute(write))
      expect([await ledger(), await runs()]).toEqual([1, 1])
      await close()
    })

    it('says so for a prepared statement too, which works afterwards on the same connection', async () => {
      const { db, close } = await connect(driver, database, { ...options, max: 1 })
      const stranger = createContext({ seal, appRole: 'nobody_of_that_name' })
      const named = (tx: Pick<typeof db, 'select'>) =>
        tx
          .select({ one: sql<number>`1`.as('one') })
          .from(sql`pg_database limit 1`)
          .prepare('named')
          .execute()
      for (let time = 0; time < 2; time++) {
        await expect(stranger.withTenant(db, companyA, named)).rejects.toMatchObject({ code: 'TEN606' })
        expect(await withTenant(db, companyA, named)).toEqual([{ one: 1 }])
      }
      await close()
    })
  })

  it('reaches no tenant over postgres.js, where one query may run as the login', async () => {
    const { db, close } = await connect('postgres.js', database, { max: 1, url: wire.url })
    await withTenant(db, companyA, (tx) => tx.execute(sql`select 1`))
    wire.rewrite(['begin', 'bogin'])
    const answers: unknown[] = []
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        const query = tx.select().from(invoices)
        const direct = (tx as unknown as { session: { client: { unsafe(text: string): Promise<unknown> } } })
          .session.client
        answers.push(...(await Promise.allSettled([direct.unsafe('select from invoices'), query])))
      }),
    )
    wire.rewrite(null)
    expect(error).toMatchObject({ code: 'TEN606' })
    expect(answers[0]).toMatchObject({ status: 'rejected', reason: { code: '42501' } })
    await close()
  })

  it.each([{ accessMode: 'read write' }, { isolationLevel: 'serializable' }] as const)(
    'does not run over postgres.js either when BEGIN has a mode that a server may refuse: %j',
    async (mode) => {
      const { db, close } = await connect('postgres.js', database, { max: 1, url: wire.url })
      await withTenant(db, companyA, (tx) => tx.execute(sql`select 1`))
      wire.rewrite(['begin', 'bogin'])
      const error = await refusal(withTenant(db, companyA, (tx) => tx.execute(write), mode))
      wire.rewrite(null)
      expect(error).toMatchObject({ code: 'TEN606' })
      expect([await ledger(), await runs()]).toEqual([0, 0])
      await withTenant(db, companyA, (tx) => tx.execute(write), mode)
      expect(await ledger()).toBe(1)
      await close()
    },
  )

  it('is not sent again on a connection of node-postgres whose BEGIN was refused', async () => {
    const { db, close } = await connect('node-postgres pool', database, { max: 1, url: wire.url })
    const pid = () => withTenant(db, companyA, (tx) => tx.execute(sql`select pg_backend_pid() as pid`))
    const before = rowsOf(await pid())
    expect(rowsOf(await pid())).toEqual(before)
    wire.rewrite(['begin', 'bogin'])
    await refusal(pid())
    wire.rewrite(null)
    expect(rowsOf(await pid())).not.toEqual(before)
    await close()
  })

  it('does not run when postgres.js cannot write the context', async () => {
    const { default: postgres } = await import('postgres')
    const { drizzle } = await import('drizzle-orm/postgres-js')
    let broken = false
    const text = {
      to: 25,
      from: [25],
      parse: (value: unknown) => value,
      serialize: (value: unknown) => {
        if (broken) throw new Error('not this one')
        return String(value)
      },
    }
    const client = postgres(database.url(loginRole) ?? '', { max: 1, types: { text } as never })
    const db = drizzle(client)
    for (const time of [1, 2]) {
      broken = true
      const error = await refusal(
        withTenant(db, companyA, async (tx) => {
          await Promise.allSettled([tx.execute(sql`insert into ledger select nextval('ledger_number')`)])
        }),
      )
      expect(error).toMatchObject({ code: 'TEN606', message: expect.stringContaining('not this one') })
      expect([await ledger(), await runs()]).toEqual([time - 1, time - 1])
      broken = false
      await withTenant(db, companyA, (tx) =>
        tx.execute(sql`insert into ledger select nextval('ledger_number')`),
      )
      expect([await ledger(), await runs()]).toEqual([time, time])
    }
    await client.end()
  })
})
