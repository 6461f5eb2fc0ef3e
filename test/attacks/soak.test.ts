import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installKeySql } from '../../bench/soak/install-key.js'
import { runSoak } from '../../bench/soak/run-soak.js'
import { fillTenants } from '../../bench/soak/tenants.js'
import { createDatabase, type TestDatabase } from '../engine/database.js'
import { committedMigrations } from '../isolation/committed-migrations.js'
import { migrationText } from '../isolation/reference.js'
import { key } from '../runtime/context/reference-database.js'

const tenants = 50
let database: TestDatabase
beforeAll(async () => {
  const tags = await committedMigrations()
  database = await createDatabase('postgres', {
    migrations: await Promise.all(tags.map((tag) => migrationText(`${tag}.sql`))),
    seed: `${fillTenants(tenants)}; ${installKeySql(key)}`,
  })
})
afterAll(() => database?.close())

// The whole of it is `npm run soak`.
describe.each(['postgres.js', 'node-postgres pool'] as const)(
  '1,500 transactions of 50 tenants over %s',
  (driver) => {
    it('show no foreign row, lose no connection and tell no lie, whatever goes wrong', async () => {
      const figures = await runSoak({
        driver,
        database,
        key,
        tenants,
        transactions: 1_500,
        pool: 10,
        workers: 25,
        killEvery: 100,
        seed: 7,
      })
      expect(figures).toMatchObject({
        transactions: 1_500,
        kills: 15,
        foreignRows: 0,
        unexpected: [],
        falseReports: 0,
        hung: 0,
        usable: 10,
        left: 0,
        strays: [],
      })
      // It was no walk in the sun.
      for (const code of ['22012', '57014', 'TEN605', 'TEN607', 'TEN615', 'aborted', 'boom']) {
        expect(figures.failed[code], code).toBeGreaterThan(0)
      }
    })
  },
)
