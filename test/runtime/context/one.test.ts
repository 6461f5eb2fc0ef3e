import { eq, sql } from 'drizzle-orm'
import type pg from 'pg'
import type postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DelayProxy, startProxy } from '../../../bench/proxy.js'
import { contacts, invoices, plans } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { connect, type Driver, drivers, type ReferenceDb, rowsOf } from './drivers.js'
import { installKey, key, referenceDatabase, removeKeys } from './reference-database.js'
import { refusal } from './refusal.js'

const { withTenant } = createContext({ seal: { key: () => undefined } })

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
const open = (driver: Driver, max = 2) => connect(driver, driver === 'pglite' ? embedded : server, { max })

describe.each(drivers)('withTenant.one over %s', (driver) => {
  it('gives what its one statement gives: of the tenant, builder, relational, raw and counted', async () => {
    const { db, close } = await open(driver)
    for (const tenant of [companyA, companyB]) {
      expect(
        await withTenant.one(db, tenant, (tx) => tx.selectDistinct({ t: invoices.tenantId }).from(invoices)),
      ).toEqual([{ t: tenant }])
      const [first] = await withTenant.one(db, tenant, (tx) =>
        tx.query.invoices.findMany({ with: { lines: true } }),
      )
      expect(first?.tenantId).toBe(tenant)
      expect(
        rowsOf(
          await withTenant.one(db, tenant, (tx) =>
            tx.execute(sql`select distinct tenant_id as t from invoices`),
          ),
        ),
      ).toEqual([{ t: tenant }])
      expect(await withTenant.one(db, tenant, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    }
    await close()
  })

  it('refuses a second statement, and a savepoint', async () => {
    const { db, close } = await open(driver)
    const twice = withTenant.one(db, companyA, async (tx) => {
      await tx.$count(invoices)
      return tx.$count(invoices)
    })
    expect(await refusal(twice)).toMatchObject({ code: 'TEN617' })
    const together = withTenant.one(db, companyA, (tx) =>
      Promise.all([tx.$count(invoices), tx.$count(invoices)]),
    )
    expect(await refusal(together)).toMatchObject({ code: 'TEN617' })
    const nested = withTenant.one(db, companyA, (tx) => tx.transaction((inner) => inner.$count(invoices)))
    expect(await refusal(nested)).toMatchObject({ code: 'TEN617' })
    expect(await withTenant.one(db, companyB, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })

  it('does not write', async () => {
    const { db, close } = await open(driver)
    const error = await refusal(
      withTenant.one(db, companyA, (tx) => tx.insert(contacts).values({ name: 'One' })),
    )
    expect(error.cause).toMatchObject({ code: '25006' })
    expect(await withTenant.one(db, companyA, (tx) => tx.$count(contacts, eq(contacts.name, 'One')))).toBe(0)
    await close()
  })

  it('gives SQL errors and the callback’s own as they are, and the connection goes on', async () => {
    const { db, close } = await open(driver, 1)
    expect(
      (await refusal(withTenant.one(db, companyA, (tx) => tx.execute(sql`select 1 / 0`)))).cause,
    ).toMatchObject({
      code: '22012',
    })
    const boom = new Error('boom')
    const failing = withTenant.one(db, companyA, async (tx) => {
      await tx.$count(invoices)
      throw boom
    })
    expect(await refusal(failing)).toBe(boom)
    const nothing = withTenant.one(db, companyA, () => {
      throw boom
    })
    expect(await refusal(nothing)).toBe(boom)
    expect(await withTenant.one(db, companyA, () => 7)).toBe(7)
    expect(await withTenant.one(db, companyB, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })

  it('gives a handle that is no use afterwards', async () => {
    const { db, close } = await open(driver, 1)
    let kept: { $count(table: typeof invoices): PromiseLike<number> } | undefined
    await withTenant.one(db, companyA, (tx) => {
      kept = tx
      return tx.$count(invoices)
    })
    await expect(kept?.$count(invoices)).rejects.toMatchObject({ code: 'TEN604' })
    await close()
  })
})

describe.each(['postgres.js', 'node-postgres pool', 'node-postgres client'] as const)('over %s', (driver) => {
  let proxy: DelayProxy
  let url: string
  beforeAll(async () => {
    const target = new URL(server.url(loginRole) ?? '')
    proxy = await startProxy({ host: target.hostname, port: Number(target.port), delayMs: 2 })
    target.hostname = '127.0.0.1'
    target.port = String(proxy.port)
    url = target.href
  })
  afterAll(() => proxy?.close())

  it.each(['plain', 'sealed'] as const)('one statement takes one round trip, %s', async (mode) => {
    const superuser = await server.superuser()
    if (mode === 'sealed') await superuser.exec(installKey)
    const context = createContext({ seal: { key: mode === 'sealed' ? key : () => undefined } })
    const { db, close } = await connect(driver, server, { url, max: 1 })
    const one = () =>
      context.withTenant.one(db, companyA, (tx) => tx.select().from(plans).where(eq(plans.id, 'free')))
    for (let warmUp = 0; warmUp < 3; warmUp++) await one()
    proxy.reset()
    await one()
    expect(proxy.trips()).toBe(1)
    await superuser.exec(removeKeys)
    await superuser.close()
    await close()
  })
})

/** Pushes 'answered' when COMMIT has its answer. */
const watchCommit = (db: ReferenceDb, events: string[]): void => {
  const { $client } = db as unknown as { readonly $client: pg.Pool | postgres.Sql }
  if ('totalCount' in $client) {
    $client.on('connect', (client) => {
      const query = client.query.bind(client) as (...args: readonly unknown[]) => unknown
      Object.assign(client, {
        query: (config: { readonly text?: string }, callback?: (...args: readonly unknown[]) => void) =>
          !config.text?.startsWith('commit') || callback === undefined
            ? query(config, callback)
            : query(config, (...args: readonly unknown[]) => {
                events.push('answered')
                callback(...args)
              }),
      })
    })
    return
  }
  const { unsafe } = $client
  $client.unsafe = ((text: string, ...rest: readonly never[]) => {
    const query = Reflect.apply(unsafe, $client, [text, ...rest]) as { resolve(value: unknown): void }
    const { resolve } = query
    if (text === 'commit') {
      query.resolve = (value) => {
        events.push('answered')
        resolve(value)
      }
    }
    return query
  }) as never
}

describe.each(['postgres.js', 'node-postgres pool'] as const)('over %s COMMIT', (driver) => {
  it.each([
    [{ accessMode: 'read only' }, ['result', 'answered']],
    [{ accessMode: 'read only', isolationLevel: 'serializable' }, ['answered', 'result']],
    [{}, ['answered', 'result']],
  ] as const)('is waited for when it matters: %j', async (options, order) => {
    const { db, close } = await connect(driver, server, { max: 1 })
    const events: string[] = []
    watchCommit(db, events)
    for (let time = 0; time < 4; time++) {
      events.length = 0
      await withTenant(db, companyA, (tx) => tx.$count(invoices), { ...options, tripwire: false })
      events.push('result')
      // The next transaction waits for the connection.
      await withTenant(db, companyB, () => null, { tripwire: false })
      expect(events.slice(0, 2)).toEqual(order)
    }
    await close()
  })
})
