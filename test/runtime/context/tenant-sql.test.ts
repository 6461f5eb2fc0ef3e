import {
  and,
  count,
  desc,
  eq,
  gt,
  inArray,
  isNull,
  like,
  notInArray,
  or,
  type SQL,
  StringChunk,
  sql,
  sum,
} from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import * as schema from '../../../schema/index.js'
import { createAcrossTenants } from '../../../src/runtime/context/across-tenants.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { tenantSql } from '../../../src/runtime/context/tenant-sql.js'
import type { TenantTx } from '../../../src/runtime/context/tenant-tx.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { sqlState } from '../../engine/sql-state.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { type Connected, connect, drivers, type ReferenceDb } from './drivers.js'
import { referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'

const { contacts, invoices, projects, tasks } = schema
const { withTenant } = createContext({ seal: { key: () => undefined } })

describe.each(drivers)('tenantSql over %s', (driver) => {
  let database: TestDatabase
  let superuser: Session
  let connected: Connected
  let db: ReferenceDb
  beforeAll(async () => {
    database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
    superuser = await database.superuser()
    connected = await connect(driver, database)
    db = connected.db
  })
  afterAll(async () => {
    await connected?.close()
    await database?.close()
  })

  it('gives the tenant’s rows, as a plain array of objects', async () => {
    const { rows: truth } = await superuser.query(
      'select id::text from invoices where tenant_id = $1 order by id',
      [companyA],
    )
    expect(truth.length).toBeGreaterThan(0)
    await withTenant(db, companyA, async (tx) => {
      const rows = await tenantSql(tx)<{ id: string }>`select id::text from invoices order by id`
      expect(rows).toEqual(truth)
      expect(Object.getPrototypeOf(rows)).toBe(Array.prototype)
      expect(Object.keys(rows)).toEqual(truth.map((_, index) => String(index)))
    })
  })

  it('binds every value, whatever it looks like', async () => {
    const hostile = `x'; select set_config('app.tenant_id', '${companyB}', true); --`
    await withTenant(db, companyA, async (tx) => {
      const run = tenantSql(tx)
      expect(await run`select ${hostile}::text as it`).toEqual([{ it: hostile }])
      expect(
        await run`select ${1}::int as n, ${true}::bool as b, ${null}::text as nothing, ${7n}::int8::text as big`,
      ).toEqual([{ n: 1, b: true, nothing: null, big: '7' }])
      const at = new Date('2026-11-24T10:00:00.123Z')
      const [row] = await run<{ same: boolean }>`
        select ${at}::timestamptz in ${[at]} and ${at}::timestamptz = '2026-11-24 10:00:00.123+00'::timestamptz as same`
      expect(row?.same).toBe(true)
      expect(await run`select encode(${new Uint8Array([1, 255])}::bytea, 'hex') as hex`).toEqual([
        { hex: '01ff' },
      ])
      expect(await run`select ${JSON.stringify({ a: [1] })}::text::jsonb ->> 'a' as json`).toEqual([
        { json: '[1]' },
      ])
      expect(await run`select count(*)::int as n from projects where name in ${['x', hostile]}`).toEqual([
        { n: 0 },
      ])
    })
  })

  it('takes tables, columns, identifiers and conditions of drizzle’s', async () => {
    await withTenant(db, companyA, async (tx) => {
      const run = tenantSql(tx)
      const own = await tx.select().from(projects)
      const first = own[0]
      const found = await run<{ id: string }>`
        select ${projects.id} from ${projects} where ${eq(projects.id, first?.id ?? '')}`
      expect(found).toEqual([{ id: first?.id }])
      const every = and(
        inArray(
          projects.id,
          own.map(({ id }) => id),
        ),
        or(like(projects.name, '%'), isNull(projects.leadId)),
      ) as SQL
      const newest = desc(projects.createdAt)
      expect(
        await run`select ${projects.id} from ${projects} where ${every} order by ${newest}`,
      ).toHaveLength(own.length)
      expect(
        await run`select ${count()}::int as n, ${sum(invoices.total)} as t from ${invoices} where ${notInArray(invoices.id, [])}`,
      ).toHaveLength(1)
      expect(
        await run`select ${sql.identifier('name')} from projects where ${inArray(projects.id, [])}`,
      ).toEqual([])
      const list = sql.join(
        own.map(({ id }) => sql`${id}::uuid`),
        sql`, `,
      )
      expect(await run`select id from projects where id in (${list})`).toHaveLength(own.length)
      const builder = tx.select({ id: projects.id }).from(projects)
      expect(await run`select id from projects where id in ${builder}`).toHaveLength(own.length)
    })
  })

  it('takes parts that are written as templates', async () => {
    await withTenant(db, companyA, async (tx) => {
      const order = tenantSql.part`order by ${projects.name} desc`
      const filter = tenantSql.part`where ${gt(projects.createdAt, new Date(0))} and ${1} = 1 ${order}`
      const rows = await tenantSql(tx)<{ name: string }>`select name from ${projects} ${filter}`
      expect(rows.length).toBeGreaterThan(0)
      const [{ sorted } = { sorted: false }] = await tenantSql(tx)<{ sorted: boolean }>`
        select ${rows.map(({ name }) => name).join(',')}::text = string_agg(name, ',' order by name desc) as sorted from projects`
      expect(sorted).toBe(true)
    })
  })

  it('sends no text that was made at run time', async () => {
    const evil = `1; select * from invoices`
    await withTenant(db, companyA, async (tx) => {
      const run = tenantSql(tx)
      const refused: readonly (readonly [what: string, send: () => Promise<unknown>])[] = [
        ['a string', () => (run as unknown as (text: string) => Promise<unknown>)(evil)],
        ['an array', () => (run as unknown as (text: string[]) => Promise<unknown>)([evil])],
        ['raw', () => run`select ${sql.raw(evil)}`],
        ['raw in a template', () => run`select ${sql`${sql.raw(evil)}`}`],
        ['raw in a list', () => run`select ${[sql.raw(evil)]}`],
        ['raw in a condition', () => run`select 1 where ${and(eq(tasks.id, 'x'), sql.raw(evil)) as SQL}`],
        ['raw as a separator', () => run`select ${sql.join([sql`${1}`, sql`${2}`], sql.raw(evil))}`],
        ['raw with something appended', () => run`select ${sql.raw(evil).append(sql`${1}`)}`],
        ['raw with a list appended', () => run`select ${sql.raw(evil).append(sql.join([tasks.id]))}`],
        ['appended raw', () => run`select ${sql`${1}`.append(sql.raw(evil))}`],
        ['a chunk', () => run`select ${new StringChunk(evil)}`],
        ['inlined', () => run`select ${sql`${evil}`.inlineParams()}`],
        ['inlined below', () => run`select ${sql`${sql`${evil}`.inlineParams()}`}`],
        ['a template without values', () => run`select ${sql`now()`}`],
        ['undefined', () => run`select 1 ${undefined as never}`],
        ['an object', () => run`select ${{ a: 1 } as never}`],
        ['a function', () => run`select ${(() => 1) as never}`],
        ['a placeholder', () => run`select ${sql.placeholder('x')}`],
        ['a part of a string', async () => (tenantSql.part as unknown as (text: string) => SQL)(evil)],
        ['a part with raw', async () => run`select ${tenantSql.part`${sql.raw(evil)}`}`],
        ['a part with raw appended', async () => run`select ${tenantSql.part`1`.append(sql.raw(evil))}`],
      ]
      for (const [what, send] of refused) {
        const error = await refusal(send())
        if (what === 'a part with raw appended') expect(error).toBeInstanceOf(TypeError)
        else expect([what, (error as { code?: unknown }).code]).toEqual([what, 'TEN623'])
      }
      // Nothing was sent: the transaction goes on.
      expect(await run`select 1 as one`).toEqual([{ one: 1 }])
    })
  })

  it('takes one statement at a time', async () => {
    const two = withTenant(db, companyA, (tx) => tenantSql(tx)`select 1; commit`)
    if (driver.startsWith('another')) return void (await two.catch(() => {}))
    expect(sqlState(await refusal(two))).toBe('42601')
  })

  it('takes no database, no plain transaction, and no transaction across tenants', async () => {
    for (const given of [db, {}, null, undefined]) {
      expect(() => tenantSql(given as never)).toThrow(/TEN622/)
    }
    const plain = db.transaction(async (tx) => tenantSql(tx as never)`select 1`)
    expect(await refusal(plain)).toMatchObject({ code: 'TEN622' })
    if (driver !== 'pglite') return
    // The view's session is the superuser's own, which may become anybody.
    const across = createAcrossTenants()(
      database.drizzleOver.pglite('postgres', schema) as unknown as ReferenceDb,
      { actor: 'a', reason: 'b' },
      async (tx) => tenantSql(tx as never)`select 1`,
    )
    expect(await refusal(across)).toMatchObject({ code: 'TEN622', message: /across tenants/ })
  })

  it('works in a savepoint, and not after the end', async () => {
    let kept: TenantTx<ReferenceDb> | null = null
    await withTenant(db, companyA, async (tx) => {
      kept = tx
      const inside = await tx.transaction(async (inner) => tenantSql(inner)`select 1 as one`)
      expect(inside).toEqual([{ one: 1 }])
    })
    const late = async () => tenantSql(kept as never)`select 1`
    expect(await refusal(late())).toMatchObject({ code: 'TEN604' })
  })

  it('is looked at by the tripwire', async () => {
    await superuser.exec('alter table contacts disable row level security')
    const leaking = withTenant(
      db,
      companyA,
      (tx) => tenantSql(tx)`select ${contacts.tenantId} from ${contacts}`,
    )
    expect(await refusal(leaking)).toMatchObject({ code: 'TEN613' })
    await superuser.exec('alter table contacts enable row level security')
  })

  it('sends at once, awaited or not', async () => {
    await withTenant(db, companyA, async (tx) => {
      void tenantSql(tx)`insert into projects (name, slug) values ('Sent', 'sent')`
    })
    expect((await superuser.query(`select from projects where name = 'Sent'`)).count).toBe(1)
    await superuser.exec(`delete from projects where name = 'Sent'`)
  })
})

describe('the types of tenantSql', () => {
  it('are of the rows that are asked for, of any tenant’s transaction', () => {
    const compiled = async (tx: TenantTx, known: TenantTx<ReferenceDb>, database: ReferenceDb) => {
      expectTypeOf(await tenantSql(tx)`select 1`).toEqualTypeOf<Record<string, unknown>[]>()
      const rows = await tenantSql(known)<{
        id: string
      }>`select id from ${projects} where ${projects.name} = ${'x'}`
      expectTypeOf(rows).toEqualTypeOf<{ id: string }[]>()
      interface Row {
        readonly id: string
      }
      expectTypeOf(await tenantSql(known)<Row>`select 1`).toEqualTypeOf<Row[]>()
      // @ts-expect-error a database is no tenant's
      tenantSql(database)
      // @ts-expect-error a plain transaction is no tenant's
      database.transaction(async (plain) => tenantSql(plain)`select 1`)
      // @ts-expect-error a text is no template
      tenantSql(tx)('select 1')
      // @ts-expect-error undefined would vanish
      tenantSql(tx)`select ${undefined}`
      // @ts-expect-error an object is no value of SQL
      tenantSql(tx)`select ${{ a: 1 }}`
    }
    expectTypeOf(compiled).toBeFunction()
  })
})
