import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { contacts, invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { type Connected, connect, drivers, type ReferenceDb, rowsOf } from './drivers.js'
import { referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'

const { withTenant } = createContext({ seal: { key: () => undefined } })

/** A promise and what fulfils it. */
const signal = () => {
  let give = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { give, given }
}

describe.each(drivers)('what a callback has started and does not wait for, over %s', (driver) => {
  let database: TestDatabase
  let superuser: Session
  let connected: Connected
  let db: ReferenceDb

  beforeAll(async () => {
    database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
    superuser = await database.superuser()
    connected = await connect(driver, database, { max: 1 })
    db = connected.db
  })
  afterEach(() => superuser.exec(`delete from contacts where name like 'left %'`))
  afterAll(async () => {
    await connected?.close()
    await database?.close()
  })
  const kept = async () => (await superuser.query(`select from contacts where name like 'left %'`)).count

  it('is a query of this transaction all the same', async () => {
    await withTenant(db, companyA, async (tx) => {
      tx.insert(contacts)
        .values({ name: 'left alone' })
        .then(() => {})
    })
    expect(await kept()).toBe(1)
  })

  it('keeps nothing when that query fails', async () => {
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        await tx.insert(contacts).values({ name: 'left alone' })
        tx.execute(sql`select 1 / 0`).catch(() => {})
        return 'done'
      }),
    )
    expect(error).toMatchObject({ code: 'TEN605', cause: { code: '22012' } })
    expect(await kept()).toBe(0)
    expect(await withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
  })

  it('keeps nothing when it is a savepoint, which cannot go on', async () => {
    const { give, given } = signal()
    const inner: unknown[] = []
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        const opened = signal()
        const savepoint = tx.transaction(async (nested) => {
          await nested.insert(contacts).values({ name: 'left alone' })
          opened.give()
          await given
          await nested
            .insert(contacts)
            .values({ name: 'left later' })
            .catch((error: unknown) => inner.push(error))
        })
        inner.push(savepoint.catch((error: unknown) => error))
        await opened.given
        return 'done'
      }),
    )
    expect(error).toMatchObject({ code: 'TEN612' })
    give()
    expect(await inner[0]).toMatchObject({ code: 'TEN604' })
    expect(await withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    expect(inner[1]).toMatchObject({ code: 'TEN604' })
    expect(await kept()).toBe(0)
  })

  it('waits for no query that it has not sent: what the callback threw is thrown', async () => {
    const boom = new Error('boom')
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        await Promise.all([
          tx.insert(contacts).values({ name: 'left alone' }),
          tx.execute(sql`select 1 / 0`).catch(() => {}),
          Promise.reject(boom),
        ])
      }),
    )
    expect(error).toBe(boom)
    expect(await kept()).toBe(0)
  })

  it('goes on after a query that failed in a savepoint', async () => {
    await withTenant(db, companyA, async (tx) => {
      await tx.insert(contacts).values({ name: 'left alone' })
      await tx.transaction((nested) => nested.execute(sql`select 1 / 0`)).catch(() => {})
      await tx.insert(contacts).values({ name: 'left too' })
    })
    expect(await kept()).toBe(2)
  })
})

describe('a savepoint that is left behind on postgres.js', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await referenceDatabase('postgres')
  })
  afterAll(() => database?.close())

  type Begin = <R>(tenant: string, fn: (tx: ReferenceDb) => Promise<R>) => Promise<R>

  /** Company A leaves a savepoint behind, which fails while company B is in the middle of one of its own. */
  const rowsOfB = async (begin: Begin): Promise<number> => {
    const failing = signal()
    let left: Promise<unknown> = Promise.resolve()
    await begin(companyA, async (tx) => {
      const opened = signal()
      left = tx
        .transaction(async (nested) => {
          await nested.execute(sql`select 1`)
          opened.give()
          await failing.given
          throw new Error('too late')
        })
        .catch(() => {})
      await opened.given
    }).catch(() => {})
    return begin(companyB, (tx) =>
      tx.transaction(async (nested) => {
        await nested.execute(sql`insert into contacts (name) values ('left of B')`)
        failing.give()
        await left
        await nested.execute(sql`select 1`)
        const rows = rowsOf(await nested.execute(sql`select 1 from contacts where name = 'left of B'`))
        await nested.execute(sql`delete from contacts where name = 'left of B'`)
        return rows.length
      }),
    )
  }

  it('takes the next tenant’s rows back without us', async () => {
    const { db, close } = await connect('postgres.js', database, { max: 1 })
    const rows = await rowsOfB((tenant, fn) =>
      db.transaction(async (tx) => {
        await tx.execute(
          sql`select set_config('app.tenant_id', ${tenant}, true), set_config('role', 'tenantry_app', true)`,
        )
        return fn(tx as unknown as ReferenceDb)
      }),
    )
    expect(rows).toBe(0)
    await close()
  })

  it('never reaches it with us', async () => {
    const { db, close } = await connect('postgres.js', database, { max: 1 })
    const rows = await rowsOfB((tenant, fn) =>
      withTenant(db, tenant, (tx) => fn(tx as unknown as ReferenceDb)),
    )
    expect(rows).toBe(1)
    await close()
  })
})

describe.each(['node-postgres client', 'pglite'] as const)('one connection for all, %s', (driver) => {
  let database: TestDatabase
  let connected: Connected
  let db: ReferenceDb

  beforeAll(async () => {
    database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
    connected = await connect(driver, database)
    db = connected.db
  })
  afterAll(async () => {
    await connected?.close()
    await database?.close()
  })
  const tenants = (tx: Pick<ReferenceDb, 'selectDistinct'>) =>
    tx.selectDistinct({ id: invoices.tenantId }).from(invoices)

  it('serves one transaction after the other, each with its own tenant', async () => {
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const tenant = index % 2 === 0 ? companyA : companyB
        return withTenant(db, tenant, async (tx) => {
          const before = await tenants(tx)
          await new Promise((resolve) => setImmediate(resolve))
          if (index % 5 === 4) throw new Error('in between')
          return [tenant, ...before, ...(await tenants(tx))]
        }).catch(() => null)
      }),
    )
    for (const answer of seen.filter((one) => one !== null)) {
      const [tenant, ...found] = answer
      expect(found).toEqual([{ id: tenant }, { id: tenant }])
    }
  })

  it('refuses a transaction that would wait for itself, and none that is only descended from one', async () => {
    const later: Promise<unknown>[] = []
    const { give, given } = signal()
    await withTenant(db, companyA, async (tx) => {
      await expect(withTenant(db, companyA, tenants)).rejects.toMatchObject({ code: 'TEN610' })
      expect(await tenants(tx)).toEqual([{ id: companyA }])
      later.push(given.then(() => withTenant(db, companyB, tenants)))
    })
    give()
    expect(await Promise.all(later)).toEqual([[{ id: companyB }]])
  })
})

describe('one client without us', () => {
  it('mixes two transactions', async () => {
    const database = await referenceDatabase('postgres')
    const { db, close } = await connect('node-postgres client', database)
    const byHand = (tenant: string, wait: Promise<void>) =>
      db.transaction(async (tx) => {
        await tx.execute(
          sql`select set_config('app.tenant_id', ${tenant}, true), set_config('role', 'tenantry_app', true)`,
        )
        await wait
        return tx.selectDistinct({ id: invoices.tenantId }).from(invoices).where(eq(sql`1`, 1))
      })
    const { give, given } = signal()
    const first = byHand(companyA, given)
    const second = byHand(companyB, Promise.resolve())
    setImmediate(give)
    const seen = await Promise.allSettled([first, second])
    expect(seen[0]).not.toEqual({ status: 'fulfilled', value: [{ id: companyA }] })
    await close()
    await database.close()
  })
})
