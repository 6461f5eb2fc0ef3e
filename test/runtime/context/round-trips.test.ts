import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DelayProxy, startProxy } from '../../../bench/proxy.js'
import { plans } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import { companyA } from '../../isolation/seed.js'
import { type ConnectOptions, connect, type Driver } from './drivers.js'
import { installKey, key, referenceDatabase, removeKeys } from './reference-database.js'

const cases: readonly (readonly [driver: Driver, options: ConnectOptions, bare: number, ours: number])[] = [
  ['postgres.js', {}, 4, 2],
  ['node-postgres pool', {}, 3, 2],
  ['node-postgres client', {}, 3, 2],
]

describe.each(cases)(
  'round trips of one query with a parameter over %s %j',
  (driver, options, bare, ours) => {
    let database: TestDatabase
    let proxy: DelayProxy
    let url: string

    beforeAll(async () => {
      database = await referenceDatabase('postgres')
      const target = new URL(database.url(loginRole) ?? '')
      proxy = await startProxy({ host: target.hostname, port: Number(target.port), delayMs: 2 })
      target.hostname = '127.0.0.1'
      target.port = String(proxy.port)
      url = target.href
    })
    afterAll(async () => {
      await proxy?.close()
      await database?.close()
    })

    /** Of the fourth run: connections, types and prepared statements are there. */
    const tripsOf = async (run: () => Promise<unknown>): Promise<number> => {
      for (let warmUp = 0; warmUp < 3; warmUp++) await run()
      proxy.reset()
      await run()
      return proxy.trips()
    }

    it(`a bare drizzle transaction takes ${bare}`, async () => {
      const { db, close } = await connect(driver, database, { ...options, url })
      expect(await tripsOf(() => db.transaction((tx) => tx.execute(sql`select ${1}::int`)))).toBe(bare)
      await close()
    })

    it.each(['plain', 'sealed'] as const)(`withTenant takes ${ours}, %s`, async (mode) => {
      const superuser = await database.superuser()
      if (mode === 'sealed') await superuser.exec(installKey)
      const { withTenant } = createContext({ seal: { key: mode === 'sealed' ? key : () => undefined } })
      const { db, close } = await connect(driver, database, { ...options, url })
      const one = () => withTenant(db, companyA, (tx) => tx.select().from(plans).where(eq(plans.id, 'free')))
      expect(await tripsOf(one)).toBe(ours)
      await close()
      await superuser.exec(removeKeys)
    })
  },
)
