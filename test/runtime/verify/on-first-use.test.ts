import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProxy } from '../../../bench/proxy.js'
import { manifest } from '../../../generated/tenancy.js'
import { projects } from '../../../schema/index.js'
import { createTenancy } from '../../../src/runtime/tenancy.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { companyA } from '../../isolation/seed.js'
import { connect, drivers } from '../context/drivers.js'
import { referenceDatabase } from '../context/reference-database.js'
import { refusal } from '../context/refusal.js'

const seal = { key: () => undefined }
const breaking = 'alter table tasks no force row level security'
const mending = 'alter table tasks force row level security'

describe.each(drivers)('createTenancy(manifest, { verify: true }) over %s', (driver) => {
  let database: TestDatabase
  let superuser: Session
  beforeAll(async () => {
    database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
    superuser = await database.superuser()
  })
  afterAll(() => database?.close())

  it('refuses every transaction of a pool until the database is as it should be, and then looks no more', async () => {
    const { withTenant } = createTenancy(manifest, { seal, verify: true })
    const { db, close } = await connect(driver, database)
    await superuser.exec(breaking)
    let ran = 0
    const use = () => withTenant(db, companyA, () => (ran += 1))
    const refused = await Promise.all([refusal(use()), refusal(use())])
    // One verification for those who came together.
    expect(refused[0]).toBe(refused[1])
    expect(refused[0]).toMatchObject({ code: 'TEN626', message: expect.stringContaining('public.tasks') })
    expect(await refusal(use())).not.toBe(refused[0])
    expect(ran).toBe(0)
    await superuser.exec(mending)
    await use()
    await superuser.exec(breaking)
    await use()
    expect(ran).toBe(2)
    await superuser.exec(mending)
    await close()
  })

  it('is told what a superuser may do', async () => {
    const { withTenant } = createTenancy(manifest, { seal, verify: { superuser: 'allowed' } })
    const strict = createTenancy(manifest, { seal, verify: true })
    const url = database.url(database.superuserRole)
    const { db, close } =
      url === null
        ? {
            db: database.drizzleOver.pglite(database.superuserRole, {}) as never,
            close: async () => {},
          }
        : await connect(driver, database, { url })
    expect(await refusal(strict.withTenant(db, companyA, () => {}))).toMatchObject({ code: 'TEN626' })
    expect(await withTenant(db, companyA, (tx) => tx.$count(projects))).toBeGreaterThan(0)
    await close()
  })

  it('is off unless it is asked for', async () => {
    const { withTenant, verifyTenancy } = createTenancy(manifest, { seal })
    const { db, close } = await connect(driver, database)
    await superuser.exec(breaking)
    await withTenant(db, companyA, () => {})
    expect(await refusal(verifyTenancy(db))).toMatchObject({ code: 'TEN626' })
    await superuser.exec(mending)
    await verifyTenancy(db)
    await close()
  })
})

it('costs one round trip before the first transaction of a pool, and none afterwards', async () => {
  const database = await referenceDatabase('postgres')
  const target = new URL(database.url(loginRole) ?? '')
  const proxy = await startProxy({ host: target.hostname, port: Number(target.port), delayMs: 2 })
  target.hostname = '127.0.0.1'
  target.port = String(proxy.port)
  const layers = { tripwire: false }
  const tripsOf = async (verify: boolean) => {
    const { withTenant } = createTenancy(manifest, { seal, layers, verify })
    const { db, close } = await connect('node-postgres pool', database, { url: target.href, max: 1 })
    await db.execute(sql`select 1`)
    const trips: number[] = []
    for (let run = 0; run < 3; run++) {
      proxy.reset()
      await withTenant(db, companyA, (tx) => tx.$count(projects))
      trips.push(proxy.trips())
    }
    await close()
    return trips
  }
  const [without, verified] = [await tripsOf(false), await tripsOf(true)]
  expect(verified).toEqual(without.map((trips, run) => (run === 0 ? trips + 1 : trips)))
  await proxy.close()
  await database.close()
})
