import { eq, sql } from 'drizzle-orm'
import { Cache, type MutationOption } from 'drizzle-orm/cache/core'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as schema from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TransactionOptions } from '../../../src/runtime/context/transaction-options.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { companyA, companyB } from '../../isolation/seed.js'
import type { ReferenceDb } from './drivers.js'
import { referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'

const { contacts, invoices } = schema
// The predicate would name the tenant among the parameters.
const layers = { predicate: false }
const { withTenant } = createContext({ seal: { key: () => undefined }, layers })

/** What drizzle's own caches do, without a network: what is kept has become JSON. */
class Remembering extends Cache {
  readonly kept = new Map<string, { answer: string; readonly tables: readonly string[] }>()
  hits = 0
  constructor(readonly how: 'all' | 'explicit') {
    super()
  }
  override strategy = () => this.how
  override get = async (key: string) => {
    const found = this.kept.get(key)
    if (found === undefined) return undefined
    this.hits += 1
    return JSON.parse(found.answer)
  }
  override put = async (key: string, answer: unknown, tables: readonly string[]) => {
    this.kept.set(key, { answer: JSON.stringify(answer), tables })
  }
  override onMutate = async ({ tags = [], tables = [] }: MutationOption) => {
    for (const tag of [tags].flat()) this.kept.delete(tag)
    const changed = [tables].flat()
    for (const [key, entry] of this.kept) {
      if (entry.tables.some((table) => changed.includes(table))) this.kept.delete(key)
    }
  }
}

describe.each(['postgres.js', 'node-postgres'] as const)('drizzle’s query cache over %s', (driver) => {
  let database: TestDatabase
  let superuser: Session
  const closers: (() => Promise<unknown>)[] = []
  beforeAll(async () => {
    database = await referenceDatabase('postgres')
    superuser = await database.superuser()
  })
  afterAll(async () => {
    await Promise.all(closers.map((close) => close()))
    await database?.close()
  })

  const open = (how: 'all' | 'explicit' = 'all') => {
    const url = database.url(loginRole) ?? ''
    const cache = new Remembering(how)
    if (driver === 'postgres.js') {
      const client = postgres(url, { max: 2 })
      closers.push(() => client.end({ timeout: 1 }))
      return { cache, db: overPostgresJs(client, { schema, cache }) as unknown as ReferenceDb }
    }
    const pool = new pg.Pool({ connectionString: url, max: 2 })
    closers.push(() => pool.end())
    return { cache, db: overNodePostgres(pool, { schema, cache }) as unknown as ReferenceDb }
  }
  const tenants = (tx: Pick<ReferenceDb, 'selectDistinct'>) =>
    tx.selectDistinct({ id: invoices.tenantId }).from(invoices)
  const tagged = (tx: Pick<ReferenceDb, 'selectDistinct'>) =>
    tenants(tx).$withCache({ tag: 'tenants', autoInvalidate: false })
  const byHand = <R>(db: ReferenceDb, tenant: string, fn: (tx: ReferenceDb) => Promise<R>) =>
    db.transaction(async (tx) => {
      await tx.execute(
        sql`select set_config('app.tenant_id', ${tenant}, true), set_config('role', 'tenantry_app', true)`,
      )
      return fn(tx as unknown as ReferenceDb)
    })

  it.each([
    ['all', tenants],
    ['explicit', tagged],
  ] as const)(
    'gives one tenant’s rows to the next without us, and each its own with us: %s',
    async (how, query) => {
      const { db } = open(how)
      expect(await byHand(db, companyA, query)).toEqual([{ id: companyA }])
      expect(await byHand(db, companyB, query)).toEqual([{ id: companyA }])

      const { db: ours, cache } = open(how)
      for (const [hits, tenant] of [companyA, companyB, companyA, companyB].entries()) {
        expect(await withTenant(ours, tenant, query)).toEqual([{ id: tenant }])
        expect(cache.hits).toBe(Math.max(0, hits - 1))
      }
      expect(cache.kept.size).toBe(2)
    },
  )

  it('is each role’s own too', async () => {
    await superuser.exec(`do $$ begin create role other_app nologin; exception when duplicate_object then end $$;
      grant other_app to ${loginRole}; grant usage on schema public to other_app; grant select on invoices to other_app`)
    const other = createContext({ appRole: 'other_app', seal: { key: () => undefined }, layers })
    const { db } = open()
    expect(await withTenant(db, companyA, tenants)).toEqual([{ id: companyA }])
    expect(await other.withTenant(db, companyA, tenants)).toEqual([])
  })

  const named = (tx: Pick<ReferenceDb, 'select'>, name: string) =>
    tx.select({ name: contacts.name }).from(contacts).where(eq(contacts.name, name))

  it('serves rows of a transaction that was rolled back without us, and not with us', async () => {
    const boom = new Error('boom')
    const undone = async (tx: ReferenceDb) => {
      await tx.execute(sql`insert into contacts (name) values ('undone')`)
      await named(tx, 'undone')
      throw boom
    }
    const { db } = open()
    await byHand(db, companyA, undone).catch(() => {})
    expect(await byHand(db, companyA, (tx) => named(tx, 'undone'))).toEqual([{ name: 'undone' }])

    const { db: ours, cache } = open()
    await withTenant(ours, companyA, (tx) => undone(tx as unknown as ReferenceDb)).catch(() => {})
    expect(cache.kept.size).toBe(0)
    expect(await withTenant(ours, companyA, (tx) => named(tx, 'undone'))).toEqual([])
  })

  it('shows a transaction what it has written itself, by builder or raw', async () => {
    const { db } = open()
    expect(await withTenant(db, companyA, (tx) => named(tx, 'raw'))).toEqual([])
    await withTenant(db, companyA, async (tx) => {
      expect(await named(tx, 'raw')).toEqual([])
      await tx.execute(sql`insert into contacts (name) values ('raw')`)
      expect(await named(tx, 'raw')).toEqual([{ name: 'raw' }])
      await tx.delete(contacts).where(eq(contacts.name, 'raw'))
      expect(await named(tx, 'raw')).toEqual([])
    })
  })

  it('forgets what was written to, for every tenant, and once more after COMMIT', async () => {
    const { db, cache } = open()
    const all = (tx: Pick<ReferenceDb, 'select'>) => tx.select({ name: contacts.name }).from(contacts)
    await withTenant(db, companyA, all)
    await withTenant(db, companyB, all)
    await withTenant(db, companyA, tenants)
    expect(cache.kept.size).toBe(3)
    await withTenant(db, companyA, async (tx) => {
      await tx.insert(contacts).values({ name: 'written' })
      expect(cache.kept.size).toBe(1)
      // Who reads now keeps what was there before.
      await withTenant(db, companyA, all)
      expect(cache.kept.size).toBe(2)
    })
    expect(cache.kept.size).toBe(1)
    expect(await withTenant(db, companyA, all)).toContainEqual({ name: 'written' })
  })

  it('forgets by tag inside the tenant, and leaves the other’s alone', async () => {
    const { db, cache } = open('explicit')
    await withTenant(db, companyA, tagged)
    await withTenant(db, companyB, tagged)
    await withTenant(db, companyA, (tx) => tx.$cache.invalidate({ tags: 'tenants' }))
    expect(cache.kept.size).toBe(1)
    await withTenant(db, companyB, tagged)
    expect(cache.hits).toBe(1)
    await withTenant(db, companyB, (tx) =>
      tx.transaction((inner) => inner.$cache.invalidate({ tags: ['tenants'] })),
    )
    expect(cache.kept.size).toBe(0)
  })

  it.each<TransactionOptions>([{ isolationLevel: 'repeatable read' }, { isolationLevel: 'serializable' }])(
    'is neither asked nor filled by a transaction with a snapshot: %j',
    async (options) => {
      const { db, cache } = open()
      await withTenant(db, companyA, tenants, options)
      expect(cache.kept.size).toBe(0)
      await withTenant(db, companyA, tenants)
      await withTenant(db, companyA, tenants, options)
      expect(cache).toMatchObject({ hits: 0, kept: { size: 1 } })
    },
  )

  it('is used for a query that is prepared', async () => {
    const { db, cache } = open()
    await withTenant(db, companyA, tenants)
    const rows = await withTenant(db, companyA, (tx) => tenants(tx).prepare('whose').execute())
    expect(rows).toEqual([{ id: companyA }])
    expect(cache).toMatchObject({ hits: 1, kept: { size: 1 } })
  })

  it('cannot hand over a stranger’s row that somebody has put in', async () => {
    const { db, cache } = open()
    await withTenant(db, companyA, tenants)
    for (const entry of cache.kept.values()) entry.answer = entry.answer.replaceAll(companyA, companyB)
    expect(await refusal(withTenant(db, companyA, tenants))).toMatchObject({ code: 'TEN613' })
    expect(await withTenant(db, companyA, tenants, { tripwire: false })).toEqual([{ id: companyB }])
  })
})
