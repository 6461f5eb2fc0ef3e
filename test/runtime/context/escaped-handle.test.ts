import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DelayProxy, startProxy } from '../../../bench/proxy.js'
import { invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TenantTx } from '../../../src/runtime/context/tenant-tx.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { type Connected, connect, type ReferenceDb, rowsOf } from './drivers.js'
import { referenceDatabase } from './reference-database.js'

const { withTenant } = createContext({ seal: { key: () => undefined } })

/** withTenant as most people would write it. */
const byHand = <R>(db: ReferenceDb, tenant: string, fn: (tx: ReferenceDb) => Promise<R>): Promise<R> =>
  db.transaction(async (tx) => {
    await tx.execute(
      sql`select set_config('app.tenant_id', ${tenant}, true), set_config('role', 'tenantry_app', true)`,
    )
    return fn(tx as unknown as ReferenceDb)
  })
const tenantSeen = async (tx: Pick<ReferenceDb, 'execute'>) =>
  rowsOf<{ tenant: string }>(await tx.execute(sql`select distinct tenant_id as tenant from invoices`)).map(
    ({ tenant }) => tenant,
  )

describe.each([
  'postgres.js',
  'node-postgres pool',
  'another driver',
  'another driver like node-postgres',
] as const)('a handle that is kept after the end, over %s with one connection', (driver) => {
  let database: TestDatabase
  let proxy: DelayProxy
  let connected: Connected
  let db: ReferenceDb

  beforeAll(async () => {
    database = await referenceDatabase('postgres')
    const url = new URL(database.url(loginRole) ?? '')
    proxy = await startProxy({ host: url.hostname, port: Number(url.port), delayMs: 0 })
    url.hostname = '127.0.0.1'
    url.port = String(proxy.port)
    connected = await connect(driver, database, { max: 1, url: url.href })
    db = connected.db
  })
  afterAll(async () => {
    await connected?.close()
    await proxy?.close()
    await database?.close()
  })

  it('reads the next tenant’s rows without us', async () => {
    let kept: ReferenceDb | undefined
    await byHand(db, companyA, async (tx) => {
      kept = tx
    })
    const seen = await byHand(db, companyB, async () => kept && tenantSeen(kept))
    expect(seen).toEqual([companyB])
  })

  it('is refused before anything is sent, idle or inside the next tenant’s transaction', async () => {
    let kept: TenantTx<ReferenceDb> | undefined
    let nested: TenantTx<ReferenceDb> | undefined
    let prepared: { execute(): Promise<unknown> } | undefined
    await withTenant(db, companyA, async (tx) => {
      kept = tx
      prepared = tx.select().from(invoices).prepare('kept')
      await prepared.execute()
      await tx.transaction(async (inner) => {
        nested = inner
      })
      // A savepoint's handle ends with the savepoint.
      await expect(nested?.select().from(invoices)).rejects.toMatchObject({ code: 'TEN604' })
    })
    const attempts = {
      builder: () => kept?.select().from(invoices),
      relations: () => kept?.query.invoices.findMany(),
      first: () => kept?.query.invoices.findFirst({ with: { lines: true } }),
      raw: () => kept?.execute(sql`select * from invoices`),
      count: () => kept?.$count(invoices),
      insert: () => kept?.insert(invoices).values({ number: 'x', total: '1' }),
      update: () => kept?.update(invoices).set({ total: '2' }),
      delete: () => kept?.delete(invoices),
      prepared: () => prepared?.execute(),
      savepoint: () => kept?.transaction(async (tx) => tx.select().from(invoices)),
      withTenant: () => kept && withTenant(kept, companyA, async (tx) => tx.select().from(invoices)),
      nested: () => nested?.select().from(invoices),
      'nested savepoint': () => nested?.transaction(async (tx) => tx.select().from(invoices)),
    }
    const tryAll = async () => {
      proxy.reset()
      for (const [name, attempt] of Object.entries(attempts)) {
        const error = await Promise.resolve()
          .then(attempt)
          .then(
            () => null,
            (refused: unknown) => refused,
          )
        expect(error, name).toMatchObject({ code: 'TEN604' })
      }
      expect(proxy.trips()).toBe(0)
    }
    await tryAll()
    await withTenant(db, companyB, async (tx) => {
      await tx.select().from(invoices)
      await tryAll()
    })
  })

  it('keeps a query that nobody awaited inside its own transaction, or refuses it', async () => {
    const answers: Promise<unknown>[] = []
    await withTenant(db, companyA, async (tx) => {
      answers.push(tenantSeen(tx).catch((error: { code: string }) => error.code))
      setImmediate(() => answers.push(tenantSeen(tx).catch((error: { code: string }) => error.code)))
    })
    await withTenant(db, companyB, async (tx) => {
      expect(await tenantSeen(tx)).toEqual([companyB])
    })
    for (const answer of await Promise.all(answers)) {
      expect([JSON.stringify([companyA]), '"TEN604"']).toContain(JSON.stringify(answer))
    }
  })
})

describe('handles on PGlite', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await referenceDatabase('pglite')
  })
  afterAll(() => database?.close())

  it('are refused after the end', async () => {
    const { db } = await connect('pglite', database)
    let kept: TenantTx<ReferenceDb> | undefined
    await withTenant(db, companyA, async (tx) => {
      kept = tx
    })
    await expect(kept?.select().from(invoices)).rejects.toMatchObject({ code: 'TEN604' })
    await withTenant(db, companyB, async () => {
      await expect(kept?.query.invoices.findMany()).rejects.toMatchObject({ code: 'TEN604' })
    })
  })
})
