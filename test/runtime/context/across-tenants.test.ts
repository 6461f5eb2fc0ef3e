import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as schema from '../../../schema/index.js'
import { createAcrossTenants } from '../../../src/runtime/context/across-tenants.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { loginRole, rolePassword } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { sqlState } from '../../engine/sql-state.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { type Connected, connect, drivers, type ReferenceDb, rowsOf } from './drivers.js'
import { installKey, key, referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'

const { contacts, projects } = schema
const boom = new Error('boom')
const why = { actor: 'ann@example.com', reason: 'invoice run' }
const { withTenant } = createContext({ seal: { key } })
const acrossTenants = createAcrossTenants()

describe.each(drivers)('acrossTenants over %s', (driver) => {
  // Roles belong to the whole server: this file's own, for each driver.
  const ops = `tenantry_test_across_${process.pid}_${drivers.indexOf(driver)}`
  let database: TestDatabase
  let superuser: Session
  let opsConnected: Connected
  let appConnected: Connected
  let db: ReferenceDb

  beforeAll(async () => {
    database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
    superuser = await database.superuser()
    await superuser.exec(installKey)
    await superuser.exec(
      `create role ${ops} login noinherit password '${rolePassword}'; grant tenantry_admin to ${ops}`,
    )
    appConnected = await connect(driver, database)
    opsConnected =
      driver === 'pglite'
        ? {
            db: database.drizzleOver.pglite(ops, schema) as unknown as ReferenceDb,
            close: async () => {},
          }
        : await connect(driver, database, { url: database.url(ops) ?? '' })
    db = opsConnected.db
  })
  afterAll(async () => {
    await opsConnected?.close()
    await appConnected?.close()
    await superuser?.exec(`drop owned by ${ops}; drop role ${ops}`)
    await database?.close()
  })

  /** The entries that a body has left, in order. */
  const entriesOf = async (body: () => Promise<unknown>) => {
    const { rows } = await superuser.query<{ id: string }>(
      'select coalesce(max(id), 0) as id from tenantry.security_audit_log',
    )
    await body()
    const { rows: entries } = await superuser.query(
      'select tenant_id, actor, event, details from tenantry.security_audit_log where id > $1 order by id',
      [rows[0]?.id],
    )
    return entries
  }
  const entry = (details: object) => ({
    tenant_id: null,
    actor: why.actor,
    event: 'across_tenants',
    details: { reason: why.reason, ...details },
  })
  const named = async (name: string) =>
    (await superuser.query('select tenant_id from contacts where name = $1 order by 1', [name])).rows

  it('sees and changes what all tenants have, and says who did it and why', async () => {
    const { rows: truth } = await superuser.query('select id from contacts')
    const entries = await entriesOf(async () => {
      const seen = await acrossTenants(db, why, async (tx) => {
        await tx.insert(contacts).values([
          { name: 'Both', tenantId: companyA },
          { name: 'Both', tenantId: companyB },
        ])
        const raw = rowsOf(await tx.execute(sql`select current_user::text as me`))
        expect(raw).toEqual([{ me: 'tenantry_admin' }])
        return tx.select().from(contacts)
      })
      expect(seen).toHaveLength(truth.length + 2)
    })
    expect(entries).toEqual([entry({})])
    expect(await named('Both')).toEqual([{ tenant_id: companyA }, { tenant_id: companyB }])
  })

  it('has no tenant: a row must say whose it is', async () => {
    const unnamed = acrossTenants(db, why, (tx) =>
      tx.insert(projects).values({ name: 'Nobody’s', slug: 'nobodys' }),
    )
    expect(sqlState(await refusal(unnamed))).toBe('23502')
  })

  it('keeps nothing when the callback fails but the entry that it was tried', async () => {
    const entries = await entriesOf(async () => {
      const failing = acrossTenants(db, why, async (tx) => {
        await tx.insert(contacts).values({ name: 'Never', tenantId: companyA })
        throw boom
      })
      expect(await refusal(failing)).toBe(boom)
    })
    expect(entries).toEqual([entry({ failed: true })])
    expect(await named('Never')).toEqual([])
  })

  it('tells of one that ended its transaction itself', async () => {
    const entries = await entriesOf(async () => {
      const ending = acrossTenants(db, why, (tx) => tx.execute(sql`rollback`))
      await refusal(ending)
    })
    expect(entries).toEqual([entry({ failed: true })])
  })

  it('tells of one whose failed statement was caught', async () => {
    const entries = await entriesOf(async () => {
      const swallowed = acrossTenants(db, why, async (tx) => {
        await tx.insert(contacts).values({ name: 'Swallowed', tenantId: companyA })
        await tx.execute(sql`select 1 / 0`).catch(() => {})
      })
      expect((await refusal(swallowed)).message).toMatch(/TEN605|select 1/)
    })
    expect(entries).toEqual([entry({ failed: true })])
    expect(await named('Swallowed')).toEqual([])
  })

  // PGlite has one connection: nobody else can take the grant away meanwhile.
  it.skipIf(driver === 'pglite')(
    'gives the callback’s error although the log cannot be written any more, and warns',
    async () => {
      const warned: Error[] = []
      const listen = (warning: Error) => warned.push(warning)
      process.on('warning', listen)
      const failing = acrossTenants(db, why, async () => {
        await superuser.exec('revoke insert on tenantry.security_audit_log from tenantry_admin')
        throw boom
      })
      expect(await refusal(failing)).toBe(boom)
      await new Promise((resolve) => setImmediate(resolve))
      process.removeListener('warning', listen)
      expect(warned).toEqual([expect.objectContaining({ code: 'TENANTRY_UNRECORDED' })])
      await superuser.exec(
        'grant insert (tenant_id, actor, event, details) on tenantry.security_audit_log to tenantry_admin',
      )
    },
  )

  it('is refused to the app’s login, which leaves nothing behind and goes on', async () => {
    let ran = false
    const entries = await entriesOf(async () => {
      const refused = acrossTenants(appConnected.db, why, () => {
        ran = true
      })
      expect(await refusal(refused)).toMatchObject({
        code: 'TEN621',
        message: expect.stringContaining('`grant "tenantry_admin" to ops_login`'),
      })
    })
    expect(ran).toBe(false)
    expect(entries).toEqual([])
    expect(await withTenant(appConnected.db, companyA, (tx) => tx.$count(contacts))).toBeGreaterThan(0)
  })

  it('is refused where the role is not there', async () => {
    const refused = createAcrossTenants({ adminRole: 'nobody' })(db, why, () => {})
    expect(await refusal(refused)).toMatchObject({ code: 'TEN621' })
  })

  it('leaves the connection as the login’s own, which sees nothing', async () => {
    await acrossTenants(db, why, (tx) => tx.select().from(contacts))
    expect(sqlState(await refusal(db.select().from(contacts)))).toBe('42501')
  })

  it.each([
    [{ actor: '', reason: 'x' }, 'actor'],
    [{ actor: ' ', reason: 'x' }, 'actor'],
    [{ reason: 'x' }, 'actor'],
    [{ actor: 'ann' }, 'reason'],
    [{ actor: 'ann', reason: 7 }, 'reason'],
    [undefined, 'actor'],
  ])('needs to know who and why: not %j', async (given, missing) => {
    const entries = await entriesOf(async () => {
      const refused = acrossTenants(db, given as never, () => {})
      expect(await refusal(refused)).toMatchObject({
        code: 'TEN620',
        message: expect.stringContaining(missing),
      })
    })
    expect(entries).toEqual([])
  })

  it('does not run inside a tenant, nor inside itself, on the same database', async () => {
    const entries = await entriesOf(async () => {
      const inTenant = withTenant(appConnected.db, companyA, () =>
        acrossTenants(appConnected.db, why, () => {}),
      )
      expect(await refusal(inTenant)).toMatchObject({ code: 'TEN627', message: /inside withTenant/ })
      const onTx = withTenant(appConnected.db, companyA, (tx) => acrossTenants(tx as never, why, () => {}))
      expect(await refusal(onTx)).toMatchObject({ code: 'TEN627' })
    })
    expect(entries).toEqual([])
    const inItself = acrossTenants(db, why, () => acrossTenants(db, why, () => {}))
    expect(await refusal(inItself)).toMatchObject({ code: 'TEN627', message: /inside another acrossTenants/ })
    const onItsTx = acrossTenants(db, why, (tx) => acrossTenants(tx as never, why, () => {}))
    expect(await refusal(onItsTx)).toMatchObject({ code: 'TEN627' })
  })

  it('is nobody’s tenant', async () => {
    const becoming = acrossTenants(db, why, (tx) => withTenant(tx as never, companyA, () => {}))
    expect(await refusal(becoming)).toMatchObject({ code: 'TEN603', message: /across tenants/ })
  })

  it('has savepoints, and handles that end with it', async () => {
    let kept: { select: ReferenceDb['select'] } | null = null
    const entries = await entriesOf(() =>
      acrossTenants(db, why, async (tx) => {
        await tx.insert(contacts).values({ name: 'Outer', tenantId: companyB })
        const failed = tx.transaction(async (inner) => {
          kept = inner
          await inner.insert(contacts).values({ name: 'Inner', tenantId: companyB })
          throw boom
        })
        await expect(failed).rejects.toBe(boom)
        await tx.delete(contacts).where(eq(contacts.name, 'nobody'))
      }),
    )
    expect(entries).toEqual([entry({})])
    expect([await named('Outer'), await named('Inner')]).toEqual([[{ tenant_id: companyB }], []])
    const late = async () => kept?.select().from(contacts)
    expect(await refusal(late())).toMatchObject({ code: 'TEN604' })
  })

  it('takes the options of a transaction that are its own', async () => {
    const level = await acrossTenants(
      db,
      why,
      async (tx) => rowsOf(await tx.execute(sql`select current_setting('transaction_isolation') as level`)),
      { isolationLevel: 'repeatable read' },
    )
    expect(level).toEqual([{ level: 'repeatable read' }])
    for (const options of [{ accessMode: 'read only' }, { tripwire: false }, { nonsense: 1 }]) {
      const refused = acrossTenants(db, why, () => {}, options as never)
      expect(await refusal(refused)).toMatchObject({ code: 'TEN611' })
    }
  })

  it('writes one entry for a transaction that was run again', async () => {
    let runs = 0
    const entries = await entriesOf(() =>
      acrossTenants(
        db,
        why,
        async (tx) => {
          runs += 1
          if (runs === 1) await tx.execute(sql`do $$ begin raise exception using errcode = '40001'; end $$`)
        },
        { retries: 1 },
      ),
    )
    expect(runs).toBe(2)
    expect(entries).toEqual([entry({})])
  })

  it('refuses what is no database', async () => {
    expect(await refusal(acrossTenants({} as never, why, () => {}))).toMatchObject({ code: 'TEN608' })
    const inPlain = db.transaction((tx) => acrossTenants(tx as never, why, () => {}))
    expect(await refusal(inPlain)).toMatchObject({ code: 'TEN608' })
  })
})

describe('acrossTenants beside a tenant', () => {
  it('runs inside withTenant of another database, whose tenant it does not see', async () => {
    const database = await referenceDatabase('postgres')
    const superuser = await database.superuser()
    const ops = `tenantry_test_across_${process.pid}_beside`
    await superuser.exec(
      `create role ${ops} login noinherit password '${rolePassword}'; grant tenantry_admin to ${ops}`,
    )
    const back = await connect('node-postgres pool', database, { url: database.url(ops) ?? '' })
    const front = await connect('postgres.js', database, { url: database.url(loginRole) ?? '' })
    const { withTenant: plain } = createContext({ seal: { key: () => undefined } })
    const tenants = await plain(front.db, companyA, () =>
      acrossTenants(back.db, why, (tx) => tx.$count(schema.tenants)),
    )
    expect(tenants).toBeGreaterThan(1)
    await back.close()
    await front.close()
    await superuser.exec(`drop owned by ${ops}; drop role ${ops}`)
    await database.close()
  })
})
