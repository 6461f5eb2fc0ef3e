import { relations, sql } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { alias, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { drizzle as overPglite } from 'drizzle-orm/pglite'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifest } from '../../../../generated/tenancy.js'
import * as reference from '../../../../schema/index.js'
import { createContext } from '../../../../src/runtime/context/create-context.js'
import { createTenancy } from '../../../../src/runtime/tenancy.js'
import { loginRole } from '../../../engine/cluster-roles.js'
import type { TestDatabase } from '../../../engine/database.js'
import { companyA, companyB } from '../../../isolation/seed.js'
import { rowsOf } from '../drivers.js'
import { refusal } from '../refusal.js'
import { openDatabase } from './open-database.js'

/** The reference application's tables as drizzle alone declares them, and columns named by their casing. */
const projects = pgTable('projects', {
  id: uuid().primaryKey(),
  tenantId: uuid().notNull(),
  name: text().notNull(),
})
const invoices = pgTable('invoices', {
  id: uuid().primaryKey(),
  company: uuid('tenant_id').notNull(),
  projectId: uuid().references(() => projects.id),
  number: text().notNull(),
})
const schema = {
  projects,
  invoices,
  projectRelations: relations(projects, ({ many }) => ({ invoices: many(invoices) })),
  invoiceRelations: relations(invoices, ({ one }) => ({
    project: one(projects, { fields: [invoices.projectId], references: [projects.id] }),
  })),
}

const seal = { key: () => undefined }
const layers = { predicate: false }
const byManifest = createTenancy(manifest, { seal, layers })
const byMarks = createContext({ seal, layers })

type Db = ReturnType<typeof overNodePostgres<typeof schema>>

describe.each(['node-postgres', 'postgres.js', 'pglite'] as const)(
  'which tables are a tenant’s, over %s',
  (driver) => {
    let database: TestDatabase
    const closers: (() => Promise<unknown>)[] = []
    beforeAll(async () => {
      database = await openDatabase(driver === 'pglite' ? 'pglite' : 'node-postgres pool')
    })
    afterAll(async () => {
      await Promise.all(closers.map((close) => close()))
      await database?.close()
    })

    const open = (given: Record<string, unknown> | undefined): Db => {
      const config = { casing: 'snake_case', ...(given === undefined ? {} : { schema: given }) } as const
      if (driver === 'pglite') {
        const { $client } = database.drizzleOver.pglite(loginRole, {})
        return overPglite($client, config) as unknown as Db
      }
      const url = database.url(loginRole) ?? ''
      if (driver === 'postgres.js') {
        const client = postgres(url)
        closers.push(() => client.end({ timeout: 1 }))
        return overPostgresJs(client, config) as unknown as Db
      }
      const pool = new pg.Pool({ connectionString: url })
      closers.push(() => pool.end())
      return overNodePostgres(pool, config) as unknown as Db
    }

    it.each<[string, (tx: Db) => Promise<unknown>]>([
      ['a select', (tx) => tx.select().from(invoices)],
      ['columns spelt by casing', (tx) => tx.select({ whose: projects.tenantId }).from(projects)],
      ['an alias', (tx) => tx.select().from(alias(projects, 'p'))],
      ['a relational query', (tx) => tx.query.invoices.findMany()],
      [
        'many nested rows',
        (tx) => tx.query.projects.findMany({ columns: { name: true }, with: { invoices: true } }),
      ],
      [
        'one nested row',
        (tx) => tx.query.invoices.findMany({ columns: { number: true }, with: { project: true } }),
      ],
      ['raw SQL', (tx) => tx.execute(sql`select * from invoices`)],
    ])('is what the manifest says, for tables without a mark: %s', async (_, query) => {
      const db = open(schema)
      const seen = await byManifest.withTenant(db, companyA, (tx) => query(tx as unknown as Db), {
        tripwire: false,
      })
      expect(JSON.stringify(seen)).toContain('0b0')
      expect(
        await refusal(byManifest.withTenant(db, companyA, (tx) => query(tx as unknown as Db))),
      ).toMatchObject({ code: 'TEN613' })
      // Nobody else knows it.
      expect(await byMarks.withTenant(db, companyA, (tx) => query(tx as unknown as Db))).toBeDefined()
    })

    it('is what the marks of the tables say that a builder names, where drizzle has no schema', async () => {
      const db = open(undefined)
      const { withTenant } = byMarks
      const select = withTenant(db, companyA, (tx) => tx.select().from(reference.invoices))
      expect(await refusal(select)).toMatchObject({ code: 'TEN613' })
      const root = withTenant(db, companyA, (tx) =>
        tx.select({ id: reference.tenants.id }).from(reference.tenants),
      )
      expect(await refusal(root)).toMatchObject({ code: 'TEN613' })
      // In raw SQL nothing says it.
      const raw = await withTenant(db, companyA, (tx) => tx.execute(sql`select tenant_id from invoices`))
      expect(rowsOf(raw)).toContainEqual({ tenant_id: companyB })
    })

    it('is nothing where the tripwire is switched off, for a tenancy or a call', async () => {
      const db = open(reference)
      const off = createTenancy(manifest, { seal, layers: { predicate: false, tripwire: false } })
      const all = (tx: Pick<Db, 'select'>) =>
        tx.select({ whose: reference.invoices.tenantId }).from(reference.invoices)
      expect(await off.withTenant(db, companyA, all)).toContainEqual({ whose: companyB })
      expect(await refusal(off.withTenant(db, companyA, all, { tripwire: true }))).toMatchObject({
        code: 'TEN613',
      })
      expect(await byMarks.withTenant(db, companyA, all, { tripwire: false })).toContainEqual({
        whose: companyB,
      })
      const bad = byMarks.withTenant(db, companyA, all, { tripwire: 'no' as never })
      expect(await refusal(bad)).toMatchObject({ code: 'TEN611' })
    })
  },
)
