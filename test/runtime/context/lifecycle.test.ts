import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts, invoices, projects } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { connect, type Driver, drivers } from './drivers.js'
import { referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'

const { withTenant } = createContext({ seal: { key: () => undefined } })

let server: TestDatabase
let embedded: TestDatabase
let superuser: Session
const strays: unknown[] = []
const onStray = (error: unknown) => strays.push(error)
beforeAll(async () => {
  server = await referenceDatabase('postgres')
  embedded = await referenceDatabase('pglite')
  superuser = await server.superuser()
  process.on('unhandledRejection', onStray)
})
afterAll(async () => {
  process.removeListener('unhandledRejection', onStray)
  expect(strays).toEqual([])
  await server?.close()
  await embedded?.close()
})
const open = (driver: Driver, max = 1) => connect(driver, driver === 'pglite' ? embedded : server, { max })
const count = (name: string) =>
  superuser.query('select from contacts where name = $1', [name]).then(({ count: rows }) => rows)

describe.each(drivers)('an AbortSignal over %s', (driver) => {
  it('stops a callback that waits for something else, and nothing is kept', async () => {
    const { db, close } = await open(driver)
    const controller = new AbortController()
    const why = new Error('the client has gone')
    let late: unknown
    const aborted = withTenant(
      db,
      companyA,
      async (tx) => {
        await tx.insert(contacts).values({ name: `Aborted ${driver}` })
        controller.abort(why)
        await new Promise((resolve) => setTimeout(resolve, 50))
        late = await refusal(tx.select().from(invoices))
        return 'never'
      },
      { signal: controller.signal },
    )
    expect(await refusal(aborted)).toBe(why)
    expect(await withTenant(db, companyB, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 80))
    expect(late).toMatchObject({ code: expect.stringMatching(/^TEN6(18|04)$/) })
    if (driver !== 'pglite') expect(await count(`Aborted ${driver}`)).toBe(0)
    await close()
  })

  it('that is aborted already: nothing is sent', async () => {
    const { db, close } = await open(driver)
    const why = new Error('too late')
    let ran = false
    const refused = withTenant(
      db,
      companyA,
      () => {
        ran = true
      },
      { signal: AbortSignal.abort(why) },
    )
    expect(await refusal(refused)).toBe(why)
    expect(ran).toBe(false)
    await close()
  })

  it('that is aborted afterwards changes nothing', async () => {
    const { db, close } = await open(driver)
    const controller = new AbortController()
    expect(await withTenant(db, companyA, () => 'done', { signal: controller.signal })).toBe('done')
    controller.abort()
    expect(await withTenant(db, companyB, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })
})

describe.each(['postgres.js', 'node-postgres pool', 'node-postgres client'] as const)('over %s', (driver) => {
  it('an AbortSignal cancels the running statement on the server', async () => {
    const { db, close } = await open(driver)
    const controller = new AbortController()
    const why = new Error('no patience')
    const began = performance.now()
    const sleeping = withTenant(
      db,
      companyA,
      (tx) => tx.execute(sql`select pg_sleep(30), 'cancel ${sql.raw(driver)}'`),
      {
        signal: controller.signal,
      },
    )
    for (;;) {
      const { count: asleep } = await superuser.query(
        `select from pg_stat_activity where wait_event = 'PgSleep' and query like $1`,
        [`%cancel ${driver}%`],
      )
      if (asleep > 0) break
    }
    controller.abort(why)
    expect(await refusal(sleeping)).toBe(why)
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(await withTenant(db, companyB, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })
})

describe.each(['postgres.js', 'node-postgres pool'] as const)('a pool over %s', (driver) => {
  it.each([1, 3])(
    'of %i that waits for itself says so instead of for ever, and works afterwards',
    async (max) => {
      const { db, close } = await open(driver, max)
      let arrived = 0
      let all: () => void = () => {}
      const everybody = new Promise<void>((resolve) => {
        all = resolve
      })
      const outcomes = await Promise.allSettled(
        Array.from({ length: max }, () =>
          withTenant(db, companyA, async (tx) => {
            await tx.$count(invoices)
            arrived += 1
            if (arrived === max) all()
            await everybody
            return withTenant(db, companyA, (inner) => inner.$count(invoices))
          }),
        ),
      )
      // One gives way, which frees a connection for the others.
      const refused = outcomes.filter(({ status }) => status === 'rejected')
      expect(refused).toEqual([
        expect.objectContaining({ reason: expect.objectContaining({ code: 'TEN610' }) }),
      ])
      expect(await withTenant(db, companyB, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
      await close()
    },
  )

  it('may be used inside itself while it has connections', async () => {
    const { db, close } = await open(driver, 2)
    const both = await withTenant(db, companyA, async (tx) => [
      await tx.$count(invoices),
      await withTenant(db, companyB, (inner) => inner.$count(invoices)),
    ])
    expect(both.every((rows) => rows > 0)).toBe(true)
    await close()
  })

  it('that is full is waited for as long as the user says, and the late connection is not lost', async () => {
    const { db, close } = await open(driver)
    let release: () => void = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const holding = withTenant(db, companyA, async (tx) => {
      await tx.$count(invoices)
      await released
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    const error = await refusal(
      withTenant(db, companyB, (tx) => tx.$count(invoices), { acquireTimeoutMs: 30 }),
    )
    expect(error).toMatchObject({ code: 'TEN616', message: expect.stringContaining('30 ms') })
    const controller = new AbortController()
    const why = new Error('gone')
    const waiting = withTenant(db, companyB, (tx) => tx.$count(invoices), { signal: controller.signal })
    setTimeout(() => controller.abort(why), 10)
    expect(await refusal(waiting)).toBe(why)
    release()
    await holding
    expect(await withTenant(db, companyB, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })

  it('runs a callback again after a serialization failure when it is asked to, and only then', async () => {
    const { db, close } = await open(driver, 3)
    const conflict = async (retries?: number) => {
      let runs = 0
      const outcome = withTenant(
        db,
        companyA,
        async (tx) => {
          runs += 1
          const [project] = await tx.select().from(projects).limit(1)
          if (runs === 1) {
            await withTenant(db, companyA, (other) => other.update(projects).set({ name: sql`name || '!'` }))
          }
          await tx.update(projects).set({ name: `${project?.name}?` })
          return runs
        },
        { isolationLevel: 'serializable', ...(retries === undefined ? {} : { retries }) },
      )
      return { outcome: await outcome.catch((error: { cause?: unknown }) => error.cause), runs }
    }
    expect(await conflict()).toMatchObject({ outcome: { code: '40001' }, runs: 1 })
    expect(await conflict(2)).toEqual({ outcome: 2, runs: 2 })
    await close()
  })
})

it.each([
  [{ retries: -1 }, 'retries'],
  [{ retries: 1.5 }, 'retries'],
  [{ acquireTimeoutMs: -1 }, 'acquireTimeoutMs'],
  [{ signal: {} }, 'signal'],
])('the option %j is refused by name', async (options, name) => {
  const { db, close } = await open('node-postgres pool')
  const error = await refusal(withTenant(db, companyA, () => null, options as never))
  expect(error).toMatchObject({ code: 'TEN611', message: expect.stringContaining(name) })
  await close()
})
