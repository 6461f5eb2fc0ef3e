import { sql } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DelayProxy, startProxy } from '../../../bench/proxy.js'
import { invoices, plans } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { rowsOf } from './drivers.js'
import { installKey, key, referenceDatabase, removeKeys } from './reference-database.js'
import { refusal } from './refusal.js'

const plain = createContext({ seal: { key: () => undefined }, layers: { tripwire: false } })
const sealed = createContext({ seal: { key }, layers: { tripwire: false } })
const seal = sql`select current_setting('app.tenant_seal') as seal`

let database: TestDatabase
let superuser: Session
beforeAll(async () => {
  database = await referenceDatabase('postgres')
  superuser = await database.superuser()
})
beforeEach(() => superuser.exec(removeKeys))
afterAll(() => database?.close())

describe('postgres.js with `prepare: false`, as behind a pooler that shares backends', () => {
  let proxy: DelayProxy
  const open = () => {
    const url = new URL(database.url(loginRole) ?? '')
    url.hostname = '127.0.0.1'
    url.port = String(proxy.port)
    const client = postgres(url.href, { max: 1, prepare: false })
    return { db: overPostgresJs(client), close: () => client.end() }
  }
  beforeAll(async () => {
    const url = new URL(database.url(loginRole) ?? '')
    proxy = await startProxy({ host: url.hostname, port: Number(url.port), delayMs: 2 })
  })
  afterAll(() => proxy?.close())

  it('leaves no named statement on the server', async () => {
    const { db, close } = open()
    await superuser.exec(installKey)
    await sealed.withTenant(db, companyA, (tx) => tx.select().from(plans))
    const left = rowsOf(
      await db.execute(sql`select statement from pg_prepared_statements where ${true}::bool`),
    )
    // postgres.js names its own COMMIT; behind a pooler that must not be, it is told so by the same option.
    expect(left).toEqual([])
    await close()
  })

  it('binds no seal to a backend unless it is told to', async () => {
    const { db, close } = open()
    await superuser.exec(installKey)
    const [free] = rowsOf<{ seal: string }>(await sealed.withTenant(db, companyA, (tx) => tx.execute(seal)))
    expect(free?.seal.split('.')[3]).toBe('0')
    const bound = createContext({ seal: { key, bindPid: true } })
    const [row] = rowsOf<{ seal: string; pid: number }>(
      await bound.withTenant(db, companyA, (tx) =>
        tx.execute(sql`select current_setting('app.tenant_seal') as seal, pg_backend_pid() as pid`),
      ),
    )
    expect(row?.seal.split('.')[3]).toBe(String(row?.pid))
    expect(await bound.withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })

  it('takes a round trip less than a bare drizzle transaction, where there is no seal to hide', async () => {
    const { db, close } = open()
    const query = sql`select ${1}::int as one`
    const tripsOf = async (run: () => Promise<unknown>) => {
      await run()
      await run()
      proxy.reset()
      await run()
      return proxy.trips()
    }
    const bare = await tripsOf(() => db.transaction((tx) => tx.execute(query)))
    expect(await tripsOf(() => plain.withTenant(db, companyA, (tx) => tx.execute(query)))).toBe(bare - 1)
    await close()
  })

  it('quotes what it writes as literals', async () => {
    const { db, close } = open()
    for (const tenant of [`it's`, `a\\' or true; --`, `$1`, `E'`]) {
      const text = createContext({ type: 'text', seal: { key: () => undefined } })
      const answer = await text.withTenant(db, tenant, (tx) =>
        tx.execute(sql`select current_setting('app.tenant_id') as tenant, current_user as role`),
      )
      expect(rowsOf(answer)).toEqual([{ tenant, role: 'tenantry_app' }])
    }
    await close()
  })
})

describe('a client without pg’s own protocol', () => {
  /** Only what pg-native has: `query`, nothing below it. */
  const nativeLike = async () => {
    const client = new pg.Client(database.url(loginRole) ?? '')
    await client.connect()
    const texts: string[] = []
    const like = {
      query: (config: { text: string }, values?: unknown[]) => {
        texts.push(config.text)
        return client.query(config, values)
      },
      on: client.on.bind(client),
      removeListener: client.removeListener.bind(client),
      end: () => client.end(),
      database: client.database,
    }
    return { db: overNodePostgres(like as unknown as pg.Client), texts, close: () => client.end() }
  }

  it('gets BEGIN and the context one by one, its seal unbound, and works', async () => {
    await superuser.exec(installKey)
    const { db, texts, close } = await nativeLike()
    for (const tenant of [companyA, companyB]) {
      const rows = await sealed.withTenant(db, tenant, (tx) =>
        tx.selectDistinct({ t: invoices.tenantId }).from(invoices),
      )
      expect(rows).toEqual([{ t: tenant }])
    }
    // Once: what the session holds by itself.
    expect(texts.shift()).toContain('pg_settings')
    const whole = ['begin', 'select', 'select', 'commit', 'reset']
    expect(texts.map((text) => text.split(' ')[0])).toEqual([...whole, ...whole])
    await close()
  })

  it('runs nothing behind a context that was refused', async () => {
    const { db, texts, close } = await nativeLike()
    const stranger = createContext({ appRole: 'nobody_of_that_name', seal: { key: () => undefined } })
    const error = await refusal(
      stranger.withTenant(db, companyA, async (tx) => {
        await Promise.allSettled([tx.select().from(plans), tx.select().from(plans)])
      }),
    )
    expect(error).toMatchObject({ code: 'TEN606' })
    expect(texts.map((text) => text.split(' ')[0])).toEqual([
      'select',
      'begin',
      'select',
      'rollback',
      'reset',
    ])
    await close()
  })
})
