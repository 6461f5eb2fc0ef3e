import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as schema from '../../../../schema/index.js'
import { TenancyError } from '../../../../src/model/error.js'
import { createContext } from '../../../../src/runtime/context/create-context.js'
import type { Leak } from '../../../../src/runtime/context/tripwire/leak.js'
import type { TestDatabase } from '../../../engine/database.js'
import type { Session } from '../../../engine/session.js'
import { companyA, companyB } from '../../../isolation/seed.js'
import { type Connected, connect, drivers, type ReferenceDb, rowsOf } from '../drivers.js'
import { refusal } from '../refusal.js'
import { openDatabase } from './open-database.js'

const { contacts, invoices, projects } = schema
const seal = { key: () => undefined }
const { withTenant } = createContext({ seal, layers: { predicate: false } })

describe.each(drivers)('a transaction that met a stranger’s row, over %s', (driver) => {
  let database: TestDatabase
  let superuser: Session
  let connected: Connected
  let db: ReferenceDb

  beforeAll(async () => {
    database = await openDatabase(driver)
    superuser = await database.superuser()
    // One connection: whatever waits for another one here waits for ever.
    connected = await connect(driver, database, { max: 1 })
    db = connected.db
  })
  afterEach(() => superuser.exec('truncate tenantry.security_audit_log'))
  afterAll(async () => {
    await connected?.close()
    await database?.close()
  })
  const kept = async () => (await superuser.query(`select from contacts where name = 'kept'`)).count
  const entries = async () =>
    (await superuser.query('select tenant_id, actor, event, details from tenantry.security_audit_log')).rows

  it('keeps nothing of what it wrote, and its connection goes on', async () => {
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        await tx.insert(contacts).values({ name: 'kept' })
        await tx.select().from(invoices)
      }),
    )
    expect(error).toMatchObject({ code: 'TEN613' })
    expect(await kept()).toBe(0)
    const own = (tx: Pick<ReferenceDb, 'select'>) =>
      tx.select().from(invoices).where(eq(invoices.tenantId, companyA))
    expect(await withTenant(db, companyA, own)).toHaveLength(3)
  })

  it.each<[string, (tx: ReferenceDb) => Promise<unknown>]>([
    [
      'catches it',
      (tx) =>
        tx
          .select()
          .from(invoices)
          .catch(() => 'no matter'),
    ],
    [
      'catches it in a savepoint',
      (tx) => tx.transaction((inner) => inner.select().from(invoices)).catch(() => {}),
    ],
    [
      'catches it inside a savepoint',
      (tx) =>
        tx.transaction(async (inner) => {
          await inner
            .select()
            .from(invoices)
            .catch(() => {})
        }),
    ],
    [
      'catches it and asks on',
      async (tx) => {
        await tx
          .select()
          .from(invoices)
          .catch(() => {})
        await tx
          .select({ id: projects.id })
          .from(projects)
          .catch(() => {})
      },
    ],
    [
      'does not wait for it',
      async (tx) => {
        tx.select()
          .from(invoices)
          .then(
            () => {},
            () => {},
          )
      },
    ],
    [
      'catches it where only drizzle knows the columns',
      (tx) =>
        tx.query.users.findMany({ columns: { name: true }, with: { memberships: true } }).catch(() => {}),
    ],
  ])('is refused also when its callback %s', async (_, swallow) => {
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        await tx.insert(contacts).values({ name: 'kept' })
        await swallow(tx as unknown as ReferenceDb)
        return 'done'
      }),
    )
    expect(error).toBeInstanceOf(TenancyError)
    expect(error).toMatchObject({ code: 'TEN613' })
    expect(await kept()).toBe(0)
    expect(await entries()).toHaveLength(1)
  })

  it('sends nothing more', async () => {
    const errors: unknown[] = []
    await refusal(
      withTenant(db, companyA, async (tx) => {
        await tx
          .select()
          .from(invoices)
          .catch(() => {})
        errors.push(await refusal(tx.execute(sql`insert into contacts (name) values ('kept')`)))
      }),
    )
    expect(errors).toMatchObject([{ code: 'TEN613' }])
  })

  it('leaves an entry in the tenant’s audit log: table, column and text of the query, no value', async () => {
    const secret = 'x@y.example'
    const error = await refusal(
      withTenant(db, companyA, (tx) =>
        tx.select().from(contacts).where(sql`${contacts.email} is distinct from ${secret}`),
      ),
    )
    const [entry, ...more] = await entries()
    expect(more).toEqual([])
    expect(entry).toMatchObject({
      tenant_id: companyA,
      event: 'cross_tenant_leak_prevented',
      details: {
        // PGlite does not say whose column it is.
        table: driver === 'pglite' ? null : 'public.contacts',
        column: 'tenant_id',
        query: expect.stringContaining('from "contacts" where "contacts"."email" is distinct from $1'),
      },
    })
    for (const told of [error.message, JSON.stringify(entry)]) {
      expect(told).not.toContain(secret)
      expect(told).not.toContain(companyB)
      expect(told).toContain('is distinct from $1')
    }
    expect(error.cause).toBeUndefined()
    const log = sql`select event from tenantry.security_audit_log`
    expect(rowsOf(await withTenant(db, companyA, (tx) => tx.execute(log)))).toHaveLength(1)
    expect(rowsOf(await withTenant(db, companyB, (tx) => tx.execute(log)))).toEqual([])
  })

  it('is told of as such when there is no log to write to', async () => {
    await superuser.exec('alter table tenantry.security_audit_log rename to elsewhere')
    try {
      const error = await refusal(withTenant(db, companyA, (tx) => tx.select().from(invoices)))
      expect(error).toMatchObject({ code: 'TEN613', cause: { cause: { code: '42P01' } } })
    } finally {
      await superuser.exec('alter table tenantry.elsewhere rename to security_audit_log')
    }
  })

  it('is reported once it is over, to whom the tenancy says', async () => {
    const leaks: Leak[] = []
    const told = createContext({
      seal,
      layers: { predicate: false },
      onLeak: async (leak, inTenant) => {
        leaks.push(leak)
        await inTenant((tx) => tx.execute(sql`insert into contacts (name) values ('told')`))
      },
    })
    await refusal(told.withTenant(db, companyA, (tx) => tx.select().from(invoices)))
    expect(leaks).toMatchObject([{ tenant: companyA, column: 'tenant_id' }])
    expect(await entries()).toEqual([])
    const { count } = await superuser.query(`delete from contacts where name = 'told' and tenant_id = $1`, [
      companyA,
    ])
    expect(count).toBe(1)
  })
})
