import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../engine/database.js'
import { inTenant } from '../../engine/in-tenant.js'
import { sqlState } from '../../engine/sql-state.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { type ConnectOptions, connect, type Driver, rowsOf } from './drivers.js'
import { installKey, key, referenceDatabase, removeKeys } from './reference-database.js'
import { refusal } from './refusal.js'

const { withTenant } = createContext({ seal: { key }, layers: { tripwire: false, predicate: false } })
const cases: readonly (readonly [Driver, ConnectOptions])[] = [
  ['postgres.js', {}],
  ['node-postgres pool', {}],
  ['node-postgres pool', { pipeline: true }],
  ['node-postgres client', {}],
]

describe.each(cases)('the seal on its way over %s %j', (driver, options) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await referenceDatabase('postgres')
    const superuser = await database.superuser()
    await superuser.exec(installKey)
  })
  afterAll(() => database?.close())

  it('is in no text that another session of the same login can read', async () => {
    const { db, close } = await connect(driver, database, options)
    const spy = await database.login()
    const texts: string[] = []
    const look = async () => {
      const { rows } = await spy.query<{ query: string }>(
        'select query from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()',
      )
      texts.push(...rows.map(({ query }) => query))
    }
    for (let round = 0; round < 3; round++) {
      await withTenant(db, companyA, async (tx) => {
        await look()
        await tx.select().from(invoices)
        await look()
      })
      // The context is the last that was run where nothing else is.
      await withTenant(db, companyA, () => look())
    }
    expect(texts.some((text) => text.includes('invoices'))).toBe(true)
    // A seal: version, key, expiry, backend, and the beginning of 64 hex digits.
    for (const text of texts) expect(text).not.toMatch(/v1\.[0-9a-f]{16}\.\d{10}\.\d+\.[0-9a-f]/)
    await close()
  })

  it('opens nothing in another session', async () => {
    const { db, close } = await connect(driver, database, options)
    const thief = await database.login()
    await withTenant(db, companyA, async (tx) => {
      const [row] = rowsOf<{ seal: string; pid: number }>(
        await tx.execute(sql`select current_setting('app.tenant_seal') as seal, pg_backend_pid() as pid`),
      )
      const seal = row?.seal ?? ''
      expect(seal.split('.')[3]).toBe(String(row?.pid))
      const stolen = inTenant(thief, companyA, (session) => session.query('select from invoices'), { seal })
      expect(sqlState(await refusal(stolen))).toBe('42501')
    })
    await close()
  })

  it('is what stops an injected switch of tenants: the plain context does not', async () => {
    const superuser = await database.superuser()
    await superuser.exec(removeKeys)
    const { withTenant: plain } = createContext({
      seal: { key: () => undefined },
      layers: { tripwire: false, predicate: false },
    })
    const { db, close } = await connect(driver, database, options)
    const seen = await plain(db, companyA, async (tx) => {
      await tx.execute(sql.raw(`select set_config('app.tenant_id', '${companyB}', true)`))
      return tx.selectDistinct({ t: invoices.tenantId }).from(invoices)
    })
    expect(seen).toEqual([{ t: companyB }])
    await close()
    await superuser.exec(installKey)
  })

  it('does not let injected SQL become another tenant', async () => {
    const { db, close } = await connect(driver, database, options)
    const injections: readonly (readonly string[])[] = [
      [`select set_config('app.tenant_id', '${companyB}', true)`],
      [`set local app.tenant_id = '${companyB}'`],
      [
        'reset role',
        `select set_config('app.tenant_id', '${companyB}', true)`,
        'set local role tenantry_app',
      ],
      [
        'commit',
        'begin',
        `select set_config('app.tenant_id', '${companyB}', true), set_config('role', 'tenantry_app', true)`,
      ],
      ['rollback', `set app.tenant_id = '${companyB}'`, 'begin', 'set local role tenantry_app'],
    ]
    for (const statements of injections) {
      let rows: unknown
      await withTenant(db, companyA, async (tx) => {
        for (const statement of statements) await tx.execute(sql.raw(statement))
        rows = await tx.execute(sql`select id from invoices`)
      }).catch((error: unknown) => error)
      expect(rows, statements.join('; ')).toBeUndefined()
      // Whatever it has left behind on the connection, the next transaction is its own tenant's.
      expect(
        await withTenant(db, companyB, (tx) => tx.selectDistinct({ t: invoices.tenantId }).from(invoices)),
      ).toEqual([{ t: companyB }])
    }
    await close()
  })
})
