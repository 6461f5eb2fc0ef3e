import { sql } from 'drizzle-orm'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts, invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { connect, type Driver, type ReferenceDb, rowsOf } from './drivers.js'
import { referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'

const { withTenant } = createContext({ seal: { key: () => undefined } })
const pools: readonly Driver[] = [
  'postgres.js',
  'node-postgres pool',
  'another driver',
  'another driver like node-postgres',
]
// The others lose a connection in the driver's own way, and with drizzle's hazards: FACTS of the generic adapter.
const survivors: readonly Driver[] = ['postgres.js', 'node-postgres pool']

type Tx = Parameters<Parameters<ReferenceDb['transaction']>[0]>[0]

const pidOf = async (tx: Pick<ReferenceDb, 'execute'>) =>
  rowsOf<{ pid: number }>(await tx.execute(sql`select pg_backend_pid() as pid`))[0]?.pid
const state = sql`select current_user as who, nullif(current_setting('app.tenant_id', true), '') as tenant,
  nullif(current_setting('app.tenant_seal', true), '') as seal, pg_current_xact_id_if_assigned() is null as idle`

let database: TestDatabase
let embedded: TestDatabase
let superuser: Session
const strays: unknown[] = []
const onStray = (error: unknown) => strays.push(error)

beforeAll(async () => {
  database = await referenceDatabase('postgres')
  embedded = await referenceDatabase('pglite')
  superuser = await database.superuser()
  process.on('uncaughtException', onStray)
  process.on('unhandledRejection', onStray)
})
afterAll(async () => {
  process.removeListener('uncaughtException', onStray)
  process.removeListener('unhandledRejection', onStray)
  await database?.close()
  await embedded?.close()
})

/** Ends a backend and waits until it is gone. */
const kill = async (pid: number | undefined) => {
  await superuser.query('select pg_terminate_backend($1, 5000)', [pid])
}
const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve))

describe.each(pools)('a pool of one over %s', (driver) => {
  it('gives the connection back as it took it, after success, errors and rollbacks', async () => {
    const { db, close } = await connect(driver, database, { max: 1 })
    const ends: readonly ((tx: Tx) => unknown)[] = [
      (tx) => tx.select().from(invoices),
      () => {
        throw new Error('boom')
      },
      (tx) => tx.execute(sql`select 1 / 0`),
      (tx) => tx.rollback(),
      (tx) => tx.execute(sql`select 1 / 0`).catch(() => {}),
      () => undefined,
    ]
    for (let round = 0; round < 50; round++) {
      const end = ends[round % ends.length] ?? (() => undefined)
      await withTenant(db, round % 2 ? companyA : companyB, (tx) => end(tx)).catch(() => {})
      if (round < ends.length) {
        expect(rowsOf(await db.execute(state))).toEqual([
          { who: 'tenantry_login', tenant: null, seal: null, idle: true },
        ])
      }
    }
    const seen = await withTenant(db, companyA, (tx) =>
      tx.selectDistinct({ t: invoices.tenantId }).from(invoices),
    )
    expect(seen).toEqual([{ t: companyA }])
    await close()
  })

  it('is usable after BEGIN or the context was refused', async () => {
    const { db, close } = await connect(driver, database, { max: 1 })
    const { withTenant: wrong } = createContext({
      appRole: 'nobody_of_that_name',
      seal: { key: () => undefined },
    })
    for (let round = 0; round < 3; round++) {
      const error = await refusal(wrong(db, companyA, (tx) => tx.select().from(invoices)))
      expect(error).toMatchObject({ code: 'TEN606' })
    }
    expect(await withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })
})

describe.each(survivors)('a connection that is lost, over %s', (driver) => {
  it.each([1, 3])(
    'while the callback waits: TEN607 at its next query, and a pool of %i that works',
    async (max) => {
      const { db, close } = await connect(driver, database, { max })
      const error = await refusal(
        withTenant(db, companyA, async (tx) => {
          await kill(await pidOf(tx))
          await turnOfTheLoop()
          return tx.select().from(invoices)
        }),
      )
      expect(error).toMatchObject({ code: 'TEN607' })
      expect(
        await withTenant(db, companyB, (tx) => tx.selectDistinct({ t: invoices.tenantId }).from(invoices)),
      ).toEqual([{ t: companyB }])
      await turnOfTheLoop()
      expect(strays).toEqual([])
      await close()
    },
  )

  it('in the middle of a query: the caller hears of it, and the pool works', async () => {
    const { db, close } = await connect(driver, database, { max: 1 })
    for (let round = 0; round < 3; round++) {
      const error = await refusal(
        withTenant(db, companyA, async (tx) => {
          const pid = await pidOf(tx)
          const sleeping = tx.execute(sql`select pg_sleep(60)`)
          const asleep = sleeping.then(
            () => null,
            (lost: unknown) => lost,
          )
          await untilAsleep(pid)
          await kill(pid)
          throw await asleep
        }),
      )
      expect(error).toMatchObject({ code: 'TEN607' })
      expect(await withTenant(db, companyB, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    }
    await turnOfTheLoop()
    expect(strays).toEqual([])
    await close()
  })

  it('without any query after it: nothing is reported as committed', async () => {
    const { db, close } = await connect(driver, database, { max: 1 })
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        await tx.insert(contacts).values({ name: 'Gone' })
        await kill(await pidOf(tx))
        return 'done'
      }),
    )
    expect(error).toMatchObject({ code: 'TEN607' })
    expect((await superuser.query(`select from contacts where name = 'Gone'`)).count).toBe(0)
    expect(await withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await turnOfTheLoop()
    expect(strays).toEqual([])
    await close()
  })

  it('and its handle does not reach the connection that was opened anew, in the next tenant’s transaction', async () => {
    // postgres.js opens the only connection anew, while pg keeps the lost one's place until it is released.
    const { db, close } = await connect(driver, database, { max: driver === 'postgres.js' ? 1 : 2 })
    let old: Promise<unknown> = Promise.resolve()
    let go: () => void = () => {}
    const waiting = new Promise<void>((resolve) => {
      go = resolve
    })
    let lost: () => void = () => {}
    const killed = new Promise<void>((resolve) => {
      lost = resolve
    })
    const first = refusal(
      withTenant(db, companyA, async (tx) => {
        await kill(await pidOf(tx))
        lost()
        await waiting
        old = tx.select().from(invoices)
        return old
      }),
    )
    await killed
    const seen = withTenant(db, companyB, async (tx) => {
      await tx.select().from(invoices)
      go()
      await expect(first).resolves.toMatchObject({ code: 'TEN607' })
      await expect(old).rejects.toMatchObject({ code: 'TEN607' })
      return tx.selectDistinct({ t: invoices.tenantId }).from(invoices)
    })
    expect(await seen).toEqual([{ t: companyB }])
    await turnOfTheLoop()
    expect(strays).toEqual([])
    await close()
  })
})

async function untilAsleep(pid: number | undefined): Promise<void> {
  for (;;) {
    const { rows } = await superuser.query<{ wait: string | null }>(
      'select wait_event as wait from pg_stat_activity where pid = $1',
      [pid],
    )
    if (rows[0]?.wait === 'PgSleep') return
  }
}

describe('one connection for all', () => {
  it('without us a second context on the same client lands in the first one’s transaction', async () => {
    const { db, close } = await connect('node-postgres client', database)
    let entered: () => void = () => {}
    const second = new Promise<void>((resolve) => {
      entered = resolve
    })
    const byHand = (tenant: string, then: (tx: Pick<ReferenceDb, 'execute'>) => Promise<unknown>) =>
      db.transaction(async (tx) => {
        await tx.execute(
          sql`select set_config('app.tenant_id', ${tenant}, true), set_config('role', 'tenantry_app', true)`,
        )
        return then(tx as unknown as ReferenceDb)
      })
    const seen = byHand(companyA, async (tx) => {
      await second
      return rowsOf(await tx.execute(sql`select distinct tenant_id as t from invoices`))
    })
    await byHand(companyB, async () => entered()).catch(() => {})
    // Its COMMIT may have ended both; either way it was not A's rows alone that A could count on.
    const outcome = await seen.catch((error: unknown) => error)
    expect(outcome).not.toEqual([{ t: companyA }])
    await close()
  })

  it.each(['node-postgres client', 'pglite'] as const)('transactions over %s take turns', async (driver) => {
    const { db, close } = await connect(driver, driver === 'pglite' ? embedded : database)
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        withTenant(db, index % 2 ? companyA : companyB, async (tx) => {
          await tx.execute(sql`select 1`)
          if (index % 5 === 0) await tx.execute(sql`select 1 / 0`)
          return tx.selectDistinct({ t: invoices.tenantId }).from(invoices)
        }).catch(() => 'failed'),
      ),
    )
    seen.forEach((rows, index) => {
      expect(rows).toEqual(index % 5 === 0 ? 'failed' : [{ t: index % 2 ? companyA : companyB }])
    })
    await close()
  })

  it.each(['node-postgres client', 'pglite'] as const)(
    'withTenant(db) inside withTenant over %s is refused instead of waiting for itself',
    async (driver) => {
      const { db, close } = await connect(driver, driver === 'pglite' ? embedded : database)
      const inside = withTenant(db, companyA, async () => withTenant(db, companyB, async () => 'inside'))
      await expect(inside).rejects.toMatchObject({ code: 'TEN610' })
      const deep = withTenant(db, companyA, (tx) =>
        tx.transaction(async () => withTenant(db, companyA, async () => 'inside')),
      )
      await expect(deep).rejects.toMatchObject({ code: 'TEN610' })
      expect(await withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
      await close()
    },
  )
})

describe.each(pools)('many at once over %s', (driver) => {
  it('never mix: 200 transactions of two tenants on five connections', async () => {
    const { db, close } = await connect(driver, database, { max: 5 })
    const seen = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        withTenant(db, index % 2 ? companyA : companyB, async (tx) => {
          const [rows, raw, count] = await Promise.all([
            tx.selectDistinct({ t: invoices.tenantId }).from(invoices),
            tx.execute(sql`select distinct tenant_id as t from invoices where ${index}::int is not null`),
            tx.$count(invoices),
          ])
          if (index % 7 === 0) await tx.transaction(async (inner) => inner.rollback()).catch(() => {})
          return { rows, raw: rowsOf(raw), some: count > 0 }
        }),
      ),
    )
    seen.forEach((answer, index) => {
      const own = [{ t: index % 2 ? companyA : companyB }]
      expect(answer).toEqual({ rows: own, raw: own, some: true })
    })
    await close()
  })
})

describe('a rollback that fails on a connection that lives', () => {
  it('does not give the connection back: whoever got it would be inside this transaction', async () => {
    const { db, close } = await connect('node-postgres pool', database, { max: 1 })
    const { $client: pool } = db as unknown as { readonly $client: pg.Pool }
    pool.once('connect', (client) => {
      const query = client.query.bind(client)
      Object.defineProperty(client, 'query', {
        value: (config: { readonly text?: string }, ...rest: readonly unknown[]) => {
          if (!config.text?.startsWith('rollback')) return Reflect.apply(query, client, [config, ...rest])
          const callback = rest.at(-1) as (error: Error) => void
          callback(new Error('no rollback today'))
        },
      })
    })
    let first: number | undefined
    const boom = new Error('boom')
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        first = await pidOf(tx)
        throw boom
      }),
    )
    expect(error).toBe(boom)
    const next = await withTenant(db, companyB, (tx) => pidOf(tx))
    expect(next).toBeGreaterThan(0)
    expect(next).not.toBe(first)
    await close()
  })
})
