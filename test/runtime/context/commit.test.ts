import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { contacts, invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { sqlState } from '../../engine/sql-state.js'
import { companyA } from '../../isolation/seed.js'
import { type ConnectOptions, connect, type Driver, drivers } from './drivers.js'
import { referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'
import { startWire, type Wire } from './wire.js'

const { withTenant } = createContext({ seal: { key: () => undefined }, layers: { tripwire: false } })
const deferred = `create table promises (made int unique deferrable initially deferred);
  grant all on promises to tenantry_app`

describe.each(drivers)('a COMMIT that the server refuses, over %s', (driver) => {
  let database: TestDatabase
  let superuser: Session
  beforeAll(async () => {
    database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
    superuser = await database.superuser()
    await superuser.exec(deferred)
  })
  afterAll(() => database?.close())

  it('is reported with the server’s own words, and the connection goes on', async () => {
    const { db, close } = await connect(driver, database, { max: 1 })
    for (let time = 0; time < 3; time++) {
      const error = await refusal(
        withTenant(db, companyA, async (tx) => {
          await tx.execute(sql`insert into promises values (1), (1)`)
          return 'kept'
        }),
      )
      expect(sqlState(error)).toBe('23505')
    }
    expect((await superuser.query('select from promises')).count).toBe(0)
    expect(await withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })
})

const cases: readonly (readonly [Driver, ConnectOptions])[] = [
  ['postgres.js', {}],
  ['node-postgres pool', {}],
  ['node-postgres pool', { pipeline: true }],
]

describe.each(cases)('a COMMIT that gets no answer, over %s %j', (driver, options) => {
  let database: TestDatabase
  let superuser: Session
  let wire: Wire
  beforeAll(async () => {
    database = await referenceDatabase('postgres')
    superuser = await database.superuser()
    wire = await startWire(database.url(loginRole) ?? '')
  })
  afterEach(() => wire.cutAt(null))
  afterAll(async () => {
    await wire?.close()
    await database?.close()
  })

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('is one of which nobody knows: cut %s the server heard of it', async (when, kept) => {
    const { db, close } = await connect(driver, database, { ...options, max: 1, url: wire.url })
    // postgres.js prepares its COMMIT, and names it only the first time.
    const name = `kept ${when}`
    wire.cutAt('commit', when)
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        await tx.insert(contacts).values({ name })
        return 'kept'
      }),
    )
    expect(error).toMatchObject({ code: 'TEN607', message: expect.stringContaining('not known') })
    wire.cutAt(null)
    const { count } = await superuser.query('select from contacts where name = $1', [name])
    expect(count).toBe(kept)
    expect(await withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })
})
