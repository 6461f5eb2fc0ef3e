import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as schema from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { sqlState } from '../../engine/sql-state.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { type Connected, connect, drivers, type ReferenceDb, rowsOf } from './drivers.js'
import { installKey, key, referenceDatabase, removeKeys, strangersKey } from './reference-database.js'
import { refusal } from './refusal.js'

const { contacts, invoices, projects } = schema
const boom = new Error('boom')

describe.each(drivers)('withTenant over %s', (driver) => {
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

  describe.each(['plain', 'sealed'] as const)('%s', (mode) => {
    const { withTenant } = createContext({ seal: { key: mode === 'sealed' ? key : () => undefined } })

    beforeAll(async () => {
      if (mode === 'sealed') await superuser.exec(installKey)
    })
    afterAll(() => superuser.exec(removeKeys))

    it.each([companyA, companyB])(
      'shows %s its own rows alone, by builder, relations, raw SQL and count',
      async (tenant) => {
        const { rows: truth } = await superuser.query<{ id: string }>(
          'select id::text from invoices where tenant_id = $1',
          [tenant],
        )
        const own = truth.map(({ id }) => id).sort()
        expect(own.length).toBeGreaterThan(0)
        await withTenant(db, tenant, async (tx) => {
          const built = await tx.select().from(invoices)
          expect(built.map(({ id }) => id).sort()).toEqual(own)
          const raw = rowsOf<{ id: string }>(await tx.execute(sql`select id from invoices where 1 = ${1}`))
          expect(raw.map(({ id }) => id).sort()).toEqual(own)
          expect(await tx.$count(invoices)).toBe(own.length)
          const related = await tx.query.tenants.findMany({
            with: { invoices: { with: { lines: true, project: true } } },
          })
          expect(related.map(({ id }) => id)).toEqual([tenant])
          expect(related[0]?.invoices.map(({ id }) => id).sort()).toEqual(own)
          expect(JSON.stringify(related)).not.toContain(tenant === companyA ? 'Globex' : 'Acme')
          const prepared = tx
            .select({ id: invoices.id })
            .from(invoices)
            .where(eq(invoices.tenantId, sql.placeholder('tenant')))
            .prepare('own_invoices')
          expect((await prepared.execute({ tenant })).map(({ id }) => id).sort()).toEqual(own)
          const other = tenant === companyA ? companyB : companyA
          expect(await prepared.execute({ tenant: other })).toEqual([])
        })
      },
    )

    it('fills in the tenant of a new row, and refuses another', async () => {
      const made = await withTenant(db, companyA, async (tx) => {
        const rows = await tx.insert(contacts).values({ name: 'New' }).returning()
        await tx.delete(contacts).where(eq(contacts.name, 'New'))
        return rows
      })
      expect(made).toMatchObject([{ tenantId: companyA, name: 'New' }])
      const insert = async (tx: Pick<ReferenceDb, 'insert'>) => {
        await tx.insert(contacts).values({ name: 'Foreign', tenantId: companyB })
      }
      expect(await refusal(withTenant(db, companyA, insert))).toMatchObject({ code: 'TEN614' })
      const byThePolicies = withTenant(db, companyA, insert, { predicate: false })
      expect(sqlState(await refusal(byThePolicies))).toBe('42501')
    })

    it('sends a query builder that the callback returns inside the transaction', async () => {
      const rows = await withTenant(db, companyA, (tx) => tx.select().from(schema.tenants))
      expect(rows).toMatchObject([{ id: companyA }])
    })

    it('gives the callback’s error as the same object, whatever it is', async () => {
      const odd = Object.assign(new Error('NEXT_REDIRECT'), { digest: 'NEXT_REDIRECT;/login' })
      for (const thrown of [boom, odd, 'text', 0, null, undefined, Object.freeze({ digest: 'x' })]) {
        const caught = await withTenant(db, companyA, async (tx) => {
          await tx.insert(contacts).values({ name: 'Never' })
          throw thrown
        }).then(
          () => 'resolved',
          (error: unknown) => ({ error }),
        )
        expect(caught).toEqual({ error: thrown })
        expect((caught as { error: unknown }).error).toBe(thrown)
      }
      const before = await refusal(
        withTenant(db, companyA, () => {
          throw boom
        }),
      )
      expect(before).toBe(boom)
      expect((await superuser.query(`select from contacts where name = 'Never'`)).count).toBe(0)
    })

    it('gives SQL errors and tx.rollback() as drizzle does', async () => {
      const failing = (tx: { execute: ReferenceDb['execute'] }) => tx.execute(sql`select 1 / 0`)
      const plain = await refusal(db.transaction((tx) => failing(tx)))
      const ours = await refusal(withTenant(db, companyA, (tx) => failing(tx)))
      expect(ours.constructor).toBe(plain.constructor)
      expect(ours.message).toBe(plain.message)
      expect(sqlState(ours)).toBe('22012')
      const rolledBack = await refusal(withTenant(db, companyA, async (tx) => tx.rollback()))
      expect(rolledBack.constructor.name).toBe('TransactionRollbackError')
      expect(await withTenant(db, companyA, async (tx) => tx.$count(projects))).toBeGreaterThan(0)
    })

    it('never reports a transaction as committed whose failed statement was caught', async () => {
      const swallowed = withTenant(db, companyA, async (tx) => {
        await tx.insert(contacts).values({ name: 'Lost' })
        await tx.execute(sql`select 1 / 0`).catch(() => {})
        return 'done'
      })
      const error = await refusal(swallowed)
      if (driver !== 'postgres.js' && driver !== 'pglite') {
        expect(error.message).toMatch(driver === 'another driver' ? /TEN605|select 1/ : /TEN605/)
      }
      expect((await superuser.query(`select from contacts where name = 'Lost'`)).count).toBe(0)
    })

    it('rolls a nested withTenant of the same tenant back alone', async () => {
      const names = await withTenant(db, companyA, async (tx) => {
        await tx.insert(contacts).values({ name: 'Outer' })
        const inner = await refusal(
          withTenant(tx, companyA.toUpperCase(), async (nested) => {
            await nested.insert(contacts).values({ name: 'Inner' })
            throw boom
          }),
        )
        expect(inner).toBe(boom)
        await withTenant(tx, companyA, (nested) => nested.insert(contacts).values({ name: 'Kept' }))
        const rows = await tx.select().from(contacts).where(sql`name in ('Outer', 'Inner', 'Kept')`)
        await tx.delete(contacts).where(sql`name in ('Outer', 'Inner', 'Kept')`)
        return rows.map(({ name }) => name).sort()
      })
      expect(names).toEqual(['Kept', 'Outer'])
    })

    it('refuses another tenant inside a tenant, at any depth', async () => {
      const direct = withTenant(db, companyA, (tx) => withTenant(tx, companyB, async () => 'inside'))
      await expect(direct).rejects.toMatchObject({ code: 'TEN603' })
      const deep = withTenant(db, companyA, (tx) =>
        tx.transaction((one) => one.transaction((two) => withTenant(two, companyB, async () => 'inside'))),
      )
      await expect(deep).rejects.toMatchObject({ code: 'TEN603' })
      const elsewhere = createContext({ appRole: 'tenantry_lifecycle' })
      const otherRole = withTenant(db, companyA, (tx) => elsewhere.withTenant(tx, companyA, async () => 1))
      await expect(otherRole).rejects.toMatchObject({ code: 'TEN603' })
      const options = withTenant(db, companyA, (tx) =>
        withTenant(tx, companyA, async () => 1, { deferrable: true }),
      )
      await expect(options).rejects.toMatchObject({ code: 'TEN611' })
    })

    it('takes options, and keeps them to its transaction', async () => {
      const settings = sql`select current_setting('transaction_isolation') as isolation, current_setting('transaction_read_only') as ro,
        current_setting('transaction_deferrable') as def, current_setting('idle_in_transaction_session_timeout') as idle`
      const inside = await withTenant(db, companyA, async (tx) => rowsOf(await tx.execute(settings)), {
        isolationLevel: 'serializable',
        accessMode: 'read only',
        deferrable: true,
        idleTimeoutMs: 30_000,
      })
      expect(inside).toEqual([{ isolation: 'serializable', ro: 'on', def: 'on', idle: '30s' }])
      const after = await withTenant(db, companyA, async (tx) => rowsOf(await tx.execute(settings)))
      expect(after).toEqual([{ isolation: 'read committed', ro: 'off', def: 'off', idle: '0' }])
      const written = withTenant(db, companyA, (tx) => tx.insert(contacts).values({ name: 'x' }), {
        accessMode: 'read only',
      })
      expect(sqlState(await refusal(written))).toBe('25006')
    })

    // PGlite does not honour statement_timeout.
    const itStopsStatements = driver === 'pglite' ? null : it
    itStopsStatements?.('ends a statement that takes too long', async () => {
      const slow = withTenant(db, companyA, (tx) => tx.execute(sql`select pg_sleep(20)`), {
        statementTimeoutMs: 50,
      })
      expect(sqlState(await refusal(slow))).toBe('57014')
    })

    // What another driver's protocol is, nobody knows.
    const itKnowsTheProtocol = driver.startsWith('another') ? null : it
    itKnowsTheProtocol?.('refuses raw SQL that holds more than one command', async () => {
      const several = sql.raw('select 1; commit; select 2')
      const first = withTenant(db, companyA, (tx) => tx.execute(several))
      expect(sqlState(await refusal(first))).toBe('42601')
      const later = withTenant(db, companyA, async (tx) => {
        await tx.execute(sql`select 1`)
        return tx.execute(several)
      })
      expect(sqlState(await refusal(later))).toBe('42601')
    })
  })

  describe('with a key in the database', () => {
    beforeAll(() => superuser.exec(installKey))
    afterAll(() => superuser.exec(removeKeys))

    it.each([
      ['no key', { key: () => undefined }],
      ['a stranger’s key', { key: strangersKey }],
      ['a seal that has run out', { key, ttlSeconds: -60 }],
      ['a seal for another database', { key, database: 'elsewhere' }],
    ])('refuses a context with %s', async (_, seal) => {
      const { withTenant } = createContext({ seal })
      const error = await refusal(withTenant(db, companyA, (tx) => tx.select().from(invoices)))
      expect(sqlState(error)).toBe('42501')
    })

    it('takes a seal that is bound to no session', async () => {
      const { withTenant } = createContext({ seal: { key, bindPid: false } })
      expect(await withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    })
  })

  describe('what it refuses', () => {
    const { withTenant } = createContext({ seal: { key: () => undefined } })

    it('a plain drizzle transaction', async () => {
      const plain = db.transaction((tx) => withTenant(tx as unknown as ReferenceDb, companyA, async () => 1))
      await expect(plain).rejects.toMatchObject({ code: 'TEN608' })
    })

    it.each([
      [{ isolationLevel: 'read committed; commit' }],
      [{ accessMode: 'off' }],
      [{ deferrable: 'yes' }],
      [{ statementTimeoutMs: -1 }],
      [{ statementTimeoutMs: 1.5 }],
      [{ idleTimeoutMs: 2 ** 31 }],
      [{ idleTimeoutMs: '5; commit' }],
      [{ isolation: 'serializable' }],
    ])('options that are none: %j', async (options) => {
      const bad = withTenant(db, companyA, async () => 1, options as never)
      await expect(bad).rejects.toMatchObject({ code: 'TEN611' })
    })

    it('a key that is none, without showing it', async () => {
      const { withTenant: mine } = createContext({ seal: { key: 'secret' } })
      const error = await refusal(mine(db, companyA, async () => 1))
      expect(error).toMatchObject({ code: 'TEN602' })
      expect(error.message).not.toContain('secret')
    })

    it('a role that is not there, with the reason, and works afterwards', async () => {
      const { withTenant: mine } = createContext({
        appRole: 'nobody_of_that_name',
        seal: { key: () => undefined },
      })
      const error = await refusal(mine(db, companyA, (tx) => tx.select().from(invoices)))
      expect(error).toMatchObject({ code: 'TEN606' })
      // Whatever the callback makes of it.
      const swallowed = mine(db, companyA, (tx) =>
        tx
          .select()
          .from(invoices)
          .catch(() => 'nothing'),
      )
      expect(await refusal(swallowed)).toMatchObject({ code: 'TEN606' })
      expect(await withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    })
  })
})

describe('before any connection', () => {
  const { withTenant } = createContext({ seal: { key: () => undefined } })

  it.each([undefined, null, '', 'a', `${companyA}'`, ` ${companyA}`, 1, {}, [companyA]])(
    'an id that is none is refused: %j',
    async (id) => {
      const touched: PropertyKey[] = []
      const db = new Proxy({}, { get: (_, name) => touched.push(name) })
      await expect(withTenant(db as ReferenceDb, id as string, async () => 1)).rejects.toMatchObject({
        code: 'TEN601',
      })
      expect(touched).toEqual([])
    },
  )

  it('what is no drizzle database over Postgres is refused', async () => {
    const { drizzle: mysql } = await import('drizzle-orm/mysql-proxy')
    const { drizzle: sqlite } = await import('drizzle-orm/sqlite-proxy')
    const others = [
      null,
      undefined,
      {},
      'db',
      5,
      mysql(async () => ({ rows: [] })),
      sqlite(async () => ({ rows: [] })),
    ]
    for (const db of others) {
      await expect(withTenant(db as never, companyA, async () => 1)).rejects.toMatchObject({ code: 'TEN608' })
    }
  })
})
