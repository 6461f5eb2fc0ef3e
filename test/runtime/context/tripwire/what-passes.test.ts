import { count, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as schema from '../../../../schema/index.js'
import { createContext } from '../../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../../engine/database.js'
import { companyA, sharedContact } from '../../../isolation/seed.js'
import { type Connected, connect, drivers, type ReferenceDb, rowsOf } from '../drivers.js'
import { refusal } from '../refusal.js'
import { openDatabase } from './open-database.js'

const { contacts, invoices, projects, tenants, users } = schema
const { withTenant } = createContext({ seal: { key: () => undefined }, layers: { predicate: false } })

describe.each(drivers)('what the tripwire has nothing against, over %s', (driver) => {
  let database: TestDatabase
  let connected: Connected
  let db: ReferenceDb

  beforeAll(async () => {
    database = await openDatabase(driver)
    connected = await connect(driver, database)
    db = connected.db
  })
  afterAll(async () => {
    await connected?.close()
    await database?.close()
  })

  it('the tenant’s own rows, however they are asked for', async () => {
    await withTenant(db, companyA.toUpperCase(), async (tx) => {
      const mine = eq(invoices.tenantId, companyA)
      expect(await tx.select().from(invoices).where(mine)).toHaveLength(3)
      expect(await tx.query.invoices.findMany({ where: mine, with: { lines: true } })).toHaveLength(3)
      expect(
        rowsOf(await tx.execute(sql`select * from invoices where tenant_id = ${companyA}`)),
      ).toHaveLength(3)
      expect(await tx.query.tenants.findFirst({ where: eq(tenants.id, companyA) })).toBeDefined()
      expect(await tx.query.invoices.findFirst({ where: sql`false` })).toBeUndefined()
      await tx.update(invoices).set({ total: '5' }).where(mine).returning()
    })
  })

  it('rows that all tenants read, people, and the empty side of an outer join', async () => {
    await withTenant(db, companyA, async (tx) => {
      expect(await tx.select().from(contacts).where(eq(contacts.id, sharedContact))).toHaveLength(1)
      expect((await tx.select().from(users)).length).toBeGreaterThan(3)
      expect(await tx.query.plans.findMany()).toHaveLength(2)
      const rows = await tx
        .select({ id: users.id, project: projects })
        .from(users)
        .leftJoin(projects, eq(projects.id, users.id))
      expect(rows.every(({ project }) => project === null)).toBe(true)
      const raw = await tx.execute(sql`select u.id, p.tenant_id from users u left join projects p on false`)
      expect(rowsOf(raw).length).toBeGreaterThan(3)
    })
  })

  it('a key that is called like the root’s, where its row has both', async () => {
    await withTenant(db, companyA, async (tx) => {
      const last = sql`select t.*, i.* from tenants t join invoices i on i.tenant_id = t.id where t.id = ${companyA}`
      expect(rowsOf(await tx.execute(last))).toHaveLength(3)
      const first = sql`select i.*, t.* from tenants t join invoices i on i.tenant_id = t.id where t.id = ${companyA}`
      expect(rowsOf(await tx.execute(first))).toMatchObject([
        { id: companyA },
        { id: companyA },
        { id: companyA },
      ])
    })
  })

  it('statements without rows', async () => {
    await withTenant(db, companyA, async (tx) => {
      await tx.execute(sql`set local lock_timeout = '1s'`)
      await tx.insert(contacts).values({ name: 'without a word' })
      expect(rowsOf(await tx.execute(sql`select * from invoices where false`))).toEqual([])
    })
  })

  it('a column that is only called like a tenant’s, where the driver says where it comes from', async () => {
    const named = withTenant(db, companyA, (tx) =>
      tx.execute(sql`select relname as tenant_id from pg_catalog.pg_class where relname = 'pg_class'`),
    )
    if (driver === 'pglite') expect(await refusal(named)).toMatchObject({ code: 'TEN613' })
    else expect(rowsOf(await named)).toEqual([{ tenant_id: 'pg_class' }])
  })

  // What has no tenant's id in it cannot be told from the tenant's own: the policies and the predicate stand there.
  it.each([
    ['a count', (tx: ReferenceDb) => tx.$count(invoices).then((n) => n > 3)],
    [
      'a sum',
      (tx: ReferenceDb) =>
        tx
          .select({ n: count() })
          .from(invoices)
          .then(([row]) => (row?.n ?? 0) > 3),
    ],
    [
      'a select that leaves the tenant out',
      (tx: ReferenceDb) =>
        tx
          .select({ id: invoices.id })
          .from(invoices)
          .then((rows) => rows.length > 3),
    ],
    [
      'a table that has no tenant column',
      (tx: ReferenceDb) =>
        tx
          .select()
          .from(schema.invoiceLines)
          .then((rows) => rows.length > 2),
    ],
    [
      'nested rows without it',
      (tx: ReferenceDb) =>
        tx.query.users
          .findMany({ columns: { name: true }, with: { comments: { columns: { body: true } } } })
          .then((rows) => JSON.stringify(rows).includes('Globex likes it')),
    ],
    [
      'an expression',
      (tx: ReferenceDb) =>
        tx
          .select({ t: sql<string>`${invoices.tenantId}::text || ''` })
          .from(invoices)
          .then((rows) => rows.length > 3),
    ],
    [
      'JSON that raw SQL makes',
      (tx: ReferenceDb) =>
        tx
          .execute(sql`select json_agg(i) as all from invoices i`)
          .then((r) => JSON.stringify(rowsOf(r)).includes('0b00')),
    ],
    [
      'a row as one value',
      (tx: ReferenceDb) =>
        tx.execute(sql`select i::text as one from invoices i`).then((r) => rowsOf(r).length > 3),
    ],
  ])('is not seen: %s', async (_, query) => {
    expect(await withTenant(db, companyA, (tx) => query(tx as unknown as ReferenceDb))).toBe(true)
  })
})
