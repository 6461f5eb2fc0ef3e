import { eq, sql } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { pgView, uuid } from 'drizzle-orm/pg-core'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifest } from '../../../../generated/tenancy.js'
import * as schema from '../../../../schema/index.js'
import { createContext } from '../../../../src/runtime/context/create-context.js'
import { createTenancy } from '../../../../src/runtime/tenancy.js'
import { loginRole } from '../../../engine/cluster-roles.js'
import type { TestDatabase } from '../../../engine/database.js'
import { companyA, companyB } from '../../../isolation/seed.js'
import type { ReferenceDb } from '../drivers.js'
import { referenceDatabase } from '../reference-database.js'
import { refusal } from '../refusal.js'
import { withoutRowSecurity } from './without-row-security.js'

const { invoices, projects } = schema
const seal = { key: () => undefined }
const { withTenant } = createContext({ seal, layers: { tripwire: false } })

describe.each(['postgres.js', 'node-postgres'] as const)('the predicate over %s', (driver) => {
  let database: TestDatabase
  let db: ReferenceDb
  let close = async () => {}
  const log: string[] = []

  beforeAll(async () => {
    database = await referenceDatabase('postgres')
    await withoutRowSecurity(database)
    const url = database.url(loginRole) ?? ''
    const logger = { logQuery: (text: string) => void log.push(text) }
    if (driver === 'postgres.js') {
      const client = postgres(url, { max: 1 })
      db = overPostgresJs(client, { schema, logger }) as unknown as ReferenceDb
      close = () => client.end()
    } else {
      const pool = new pg.Pool({ connectionString: url, max: 1 })
      db = overNodePostgres(pool, { schema, logger }) as unknown as ReferenceDb
      close = () => pool.end()
    }
  })
  afterAll(async () => {
    await close()
    await database?.close()
  })

  const seen = (tenancy: Pick<ReturnType<typeof createContext>, 'withTenant'>, options = {}) =>
    tenancy.withTenant(db, companyA, (tx) => tx.$count(invoices), options)

  it('is on by default, off for a tenancy, and off or on for one call', async () => {
    const on = { layers: { tripwire: false }, seal }
    const off = { layers: { tripwire: false, predicate: false }, seal }
    for (const tenancy of [createContext(on), createTenancy(manifest, on)]) {
      expect(await seen(tenancy)).toBe(3)
      expect(await seen(tenancy, { predicate: false })).toBe(6)
    }
    for (const tenancy of [createContext(off), createTenancy(manifest, off)]) {
      expect(await seen(tenancy)).toBe(6)
      expect(await seen(tenancy, { predicate: true })).toBe(3)
    }
    for (const predicate of ['false', 0, null]) {
      expect(await refusal(seen({ withTenant }, { predicate }))).toMatchObject({ code: 'TEN611' })
    }
  })

  it('stays off in the savepoints of a call without it', async () => {
    const counts = await withTenant(
      db,
      companyA,
      (tx) =>
        tx.transaction((inner) =>
          withTenant(inner, companyA, (innermost) => innermost.select().from(invoices)),
        ),
      { predicate: false },
    )
    expect(counts).toHaveLength(6)
  })

  it('adds the tenant once, however deep the savepoint', async () => {
    const texts = await withTenant(db, companyA, async (tx) => {
      const text = (handle: Pick<typeof tx, 'select'>) => handle.select().from(invoices).toSQL().sql
      const deep = await tx.transaction((inner) =>
        inner.transaction((two) =>
          withTenant(two, companyA, async (three) => [text(inner), text(two), text(three)]),
        ),
      )
      return [text(tx), ...deep]
    })
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]?.match(/"tenant_id" = /g)).toHaveLength(1)
  })

  it('prepares a statement under another name than the same one without it', async () => {
    const read = (handle: Pick<ReferenceDb, 'select'>) =>
      handle
        .select({ tenant: invoices.tenantId })
        .from(invoices)
        .where(eq(invoices.number, sql.placeholder('number')))
        .prepare('by_number')
        .execute({ number: '2026-001' })
    // One connection: node-postgres refuses a name that stands for another text.
    for (let round = 0; round < 2; round++) {
      for (const tenant of [companyA, companyB]) {
        expect(await withTenant(db, tenant, read)).toEqual([{ tenant }])
        expect(await withTenant(db, tenant, read, { predicate: false })).toHaveLength(2)
        expect(await withTenant(db, tenant, (tx) => tx.transaction(read))).toEqual([{ tenant }])
      }
    }
  })

  it('shows the app’s log what is sent', async () => {
    log.length = 0
    await withTenant(db, companyA, (tx) => tx.select({ id: invoices.id }).from(invoices))
    expect(log).toContain('select "id" from "invoices" where "invoices"."tenant_id" = $1')
  })

  it('leaves the database that withTenant was given as it was', async () => {
    const before = db.select().from(invoices).toSQL()
    await withTenant(db, companyA, (tx) => tx.select().from(invoices))
    expect(db.select().from(invoices).toSQL()).toEqual(before)
    expect(before.sql).not.toContain('where')
  })

  it('gives its error as it is, wherever it is thrown', async () => {
    const stranger = { number: '2026-905', total: '1.00', tenantId: companyB }
    const attempts: readonly ((tx: Tx) => unknown)[] = [
      (tx) => tx.insert(invoices).values(stranger),
      (tx) => tx.insert(invoices).values(stranger).execute(),
      (tx) => tx.insert(invoices).values(stranger).toSQL(),
      (tx) => tx.insert(invoices).values(stranger).prepare('stranger'),
      (tx) => Promise.all([tx.select().from(projects), tx.insert(invoices).values(stranger)]),
      (tx) => tx.transaction(async (inner) => inner.insert(invoices).values(stranger)),
      (tx) =>
        tx
          .with(tx.$with('x').as(tx.insert(invoices).values(stranger).returning()))
          .select()
          .from(projects),
      (tx) =>
        tx
          .insert(invoices)
          .values({ ...stranger, tenantId: sql.placeholder('tenant') as never })
          .prepare('stranger')
          .execute({ tenant: companyB }),
    ]
    for (const attempt of attempts) {
      const error = await refusal(
        withTenant(db, companyA, async (tx) => {
          await attempt(tx)
        }),
      )
      expect(error).toMatchObject({ name: 'TenancyError', code: 'TEN614' })
      expect(error.cause).toBeUndefined()
      expect(error.message).toMatch(/^TEN614 the column "tenant_id" of table "invoices" holds the tenant/)
    }
  })

  it('does not reach raw SQL, views, or what another handle has built', async () => {
    const superuser = await database.superuser()
    await superuser.exec(
      'create view all_invoices as select * from invoices; grant select on all_invoices to tenantry_app',
    )
    const view = schemaView
    await withTenant(db, companyA, async (tx) => {
      const ofDb = db.select({ tenant: invoices.tenantId }).from(invoices).as('of_db')
      expect(await tx.select().from(ofDb)).toHaveLength(6)
      expect(await tx.select({ id: sql`id` }).from(sql`invoices`)).toHaveLength(6)
      expect(await tx.select().from(view)).toHaveLength(6)
      expect(await tx.select().from(schema.invoiceLines)).toHaveLength(4)
    })
  })
})

type Tx = Parameters<Parameters<typeof withTenant<ReferenceDb, unknown>>[2]>[0]
const schemaView = pgView('all_invoices', { id: uuid('id'), tenantId: uuid('tenant_id') }).existing()
