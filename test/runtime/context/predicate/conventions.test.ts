import { and, count, eq, isNull, ne, sql } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { alias, bigint, pgSchema, pgTable, serial, text, unique } from 'drizzle-orm/pg-core'
import { drizzle as overPglite } from 'drizzle-orm/pglite'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TenantIdType } from '../../../../src/model/tenant-id.js'
import { createContext } from '../../../../src/runtime/context/create-context.js'
import type { AnyPgDatabase } from '../../../../src/runtime/context/tenant-tx.js'
import { defineTenancy } from '../../../../src/runtime/schema/define-tenancy.js'
import { loginRole } from '../../../engine/cluster-roles.js'
import type { TestDatabase } from '../../../engine/database.js'
import { referenceDatabase } from '../reference-database.js'
import { refusal } from '../refusal.js'

const settings = { seal: { key: () => undefined }, layers: { tripwire: false } }
const schema = pgSchema('elsewhere')
const columns = () => ({ id: serial('id').primaryKey(), note: text('note').notNull() })

/** A tenant, in the spellings that a caller may use, and a stranger, by the type of their ids. */
const types = {
  uuid: {
    tenant: '0a000000-0000-4000-8000-0000000000aa',
    spellings: ['0A000000-0000-4000-8000-0000000000AA'],
    stranger: '0b000000-0000-4000-8000-0000000000bb',
  },
  text: { tenant: 'acme', spellings: ['acme'], stranger: 'Acme' },
  varchar: { tenant: 'acme', spellings: ['acme'], stranger: 'globex' },
  integer: { tenant: '7', spellings: [7], stranger: 70 },
  bigint: { tenant: '9007199254740993', spellings: [9007199254740993n], stranger: 9007199254740992n },
} satisfies Record<TenantIdType, unknown>

const tableOf = (type: TenantIdType) =>
  defineTenancy({ column: 'organization_id', type: type as 'text' })
    .tenantSchema(schema)
    .tenantTable(`notes_${type}`, columns(), (t) => [unique().on(t.organizationId, t.note)])

/** Adopted: the column is the app's own, and a number in JavaScript. */
const adopted = defineTenancy({ type: 'bigint' }).tenantTable(
  'adopted',
  { ...columns(), owner: bigint('owner_number', { mode: 'number' }).notNull() },
  { tenant: 'owner' },
)

/** Marked by nothing, with names that the casing gives; its configuration is in the manifest. */
const unmarked = pgTable('unmarkedNotes', {
  id: serial().primaryKey(),
  noteText: text().notNull(),
  tenantRef: text(),
})
const tables = [
  {
    schema: 'public',
    name: 'unmarkedNotes',
    ownership: { kind: 'direct', column: 'tenant_ref', shared: true },
  },
]

const setUp = [
  'create schema elsewhere; grant usage on schema elsewhere to tenantry_app;',
  ...Object.entries(types).map(
    ([type, { tenant, stranger }]) => `
      create table elsewhere.notes_${type} (organization_id ${type} not null, id serial primary key, note text not null, unique (organization_id, note));
      insert into elsewhere.notes_${type} (organization_id, note) values ('${tenant}', 'a'), ('${tenant}', 'b'), ('${stranger}', 'a');`,
  ),
  `create table adopted (id serial primary key, note text not null, owner_number bigint not null);
   insert into adopted (owner_number, note) values (7, 'a'), (70, 'b');
   create table "unmarkedNotes" (id serial primary key, note_text text not null, tenant_ref text);
   insert into "unmarkedNotes" (note_text, tenant_ref) values ('a', 'acme'), ('b', 'globex'), ('c', null);
   grant all on all tables in schema elsewhere, public to tenantry_app;
   grant all on all sequences in schema elsewhere, public to tenantry_app;`,
].join('\n')

describe.each(['postgres.js', 'node-postgres', 'pglite'] as const)('conventions over %s', (driver) => {
  let database: TestDatabase
  let db: AnyPgDatabase
  let close: () => Promise<void> = async () => {}

  beforeAll(async () => {
    database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
    const superuser = await database.superuser()
    await superuser.exec(setUp)
    const url = database.url(loginRole) ?? ''
    if (driver === 'postgres.js') {
      const client = postgres(url)
      db = overPostgresJs(client, { casing: 'snake_case' })
      close = () => client.end()
    } else if (driver === 'node-postgres') {
      const pool = new pg.Pool({ connectionString: url })
      db = overNodePostgres(pool, { casing: 'snake_case' })
      close = () => pool.end()
    } else {
      const { $client } = database.drizzleOver.pglite(loginRole, {})
      db = overPglite($client, { casing: 'snake_case' })
    }
  })
  afterAll(async () => {
    await close()
    await database?.close()
  })

  describe.each(Object.keys(types) as TenantIdType[])('ids of type %s, tables in a schema', (type) => {
    const { tenant, spellings, stranger } = types[type]
    const notes = tableOf(type)
    const { withTenant } = createContext({ ...settings, type })
    const undone = new Error('undone')
    const inTenant = async (work: (tx: Tx) => Promise<void>) =>
      expect(
        await refusal(
          withTenant(db, tenant, async (tx) => {
            await work(tx)
            throw undone
          }),
        ),
      ).toBe(undone)

    it('reads the tenant’s rows', () =>
      inTenant(async (tx) => {
        expect(await tx.select({ note: notes.note }).from(notes).orderBy(notes.note)).toEqual([
          { note: 'a' },
          { note: 'b' },
        ])
        expect(await tx.$count(notes)).toBe(2)
        const other = alias(notes, 'other')
        const pairs = await tx
          .select({ n: count() })
          .from(notes)
          .fullJoin(other, and(eq(notes.note, other.note), ne(notes.id, other.id)))
        expect(pairs).toEqual([{ n: 4 }])
      }))

    it('writes the tenant’s rows', () =>
      inTenant(async (tx) => {
        for (const [index, spelling] of [undefined, ...spellings].entries()) {
          const values = {
            note: `new ${index}`,
            ...(spelling === undefined ? {} : { organizationId: spelling as string }),
          }
          const [row] = await tx.insert(notes).values(values).returning()
          expect(String(row?.organizationId)).toBe(tenant)
        }
        const upsert = tx
          .insert(notes)
          .values({ note: 'a' })
          .onConflictDoUpdate({
            target: [notes.organizationId, notes.note],
            set: { note: 'a again' },
          })
        expect(await upsert.returning({ note: notes.note })).toEqual([{ note: 'a again' }])
        const updated = await tx
          .update(notes)
          .set({ note: sql`${notes.note} || '!'` })
          .returning()
        const deleted = await tx.delete(notes).returning()
        expect([updated.length, deleted.length]).toEqual([3 + spellings.length, 3 + spellings.length])
      }))

    it('refuses to give them away', () =>
      inTenant(async (tx) => {
        const values = { note: 'new', organizationId: stranger as string }
        expect(await refusal(tx.insert(notes).values(values))).toMatchObject({ code: 'TEN614' })
        expect(await refusal(tx.update(notes).set({ organizationId: stranger as string }))).toMatchObject({
          code: 'TEN614',
        })
      }))

    it('copies them', () =>
      inTenant(async (tx) => {
        await tx.insert(notes).select(
          tx
            .select({
              organizationId: notes.organizationId,
              id: sql<number>`${notes.id} + 1000`.as('id'),
              note: sql<string>`'copy of ' || ${notes.note}`.as('note'),
            })
            .from(notes),
        )
        expect(await tx.$count(notes)).toBe(4)
      }))
  })

  it('takes a tenant column that the table has declared itself, in its own JavaScript type', async () => {
    const { withTenant } = createContext({ ...settings, type: 'bigint' })
    await withTenant(db, 7, async (tx) => {
      expect(await tx.select().from(adopted)).toMatchObject([{ note: 'a', owner: 7 }])
      expect(await tx.insert(adopted).values({ note: 'x', owner: 7 }).returning()).toMatchObject([
        { owner: 7 },
      ])
      expect(await refusal(tx.insert(adopted).values({ note: 'x', owner: 70 }))).toMatchObject({
        code: 'TEN614',
      })
    })
  })

  it('takes tables that only the configuration classifies, with names that the casing gives', async () => {
    const { withTenant } = createContext({ ...settings, type: 'text', tables })
    await withTenant(db, 'acme', async (tx) => {
      const i = alias(unmarked, 'i')
      const read = await tx.select({ note: i.noteText, t: i.tenantRef }).from(i).orderBy(i.noteText)
      expect(read).toEqual([
        { note: 'a', t: 'acme' },
        { note: 'c', t: null },
      ])
      expect(await tx.insert(unmarked).values({ noteText: 'd' }).returning()).toMatchObject([
        { tenantRef: 'acme' },
      ])
      expect(await refusal(tx.insert(unmarked).values({ noteText: 'd', tenantRef: 'globex' }))).toMatchObject(
        {
          code: 'TEN614',
          message: expect.stringContaining('the column "tenant_ref" of table "unmarkedNotes"'),
        },
      )
      expect(await tx.delete(unmarked).where(isNull(unmarked.tenantRef)).returning()).toEqual([])
    })
    const unknown = createContext({ ...settings, type: 'text' })
    expect(await unknown.withTenant(db, 'acme', (tx) => tx.$count(unmarked))).toBeGreaterThan(3)
  })
})

type Tx = Parameters<Parameters<ReturnType<typeof createContext>['withTenant']>[2]>[0] & AnyPgDatabase
