import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts, invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../engine/database.js'
import { companyA } from '../../isolation/seed.js'
import { connect, drivers } from './drivers.js'
import { referenceDatabase } from './reference-database.js'

const { withTenant } = createContext({ seal: { key: () => undefined } })

const coded = (code: string, more: object = {}) =>
  Object.assign(new Error(`not ours: ${code}`), { code, ...more })

/*
 * Errors of the callback that look like ones of our connection: an HTTP call whose server hung up, another database's
 * words. Taken for a loss, they would cost a connection each: postgres.js' `begin` would never be let end.
 */
const lookalikes = {
  'a fetch that failed': Object.assign(new TypeError('fetch failed'), { cause: coded('ECONNRESET') }),
  'a socket that was closed': coded('EPIPE'),
  'another postgres.js': coded('CONNECTION_CLOSED'),
  'another Postgres that is going down': coded('57P01', { severity: 'FATAL' }),
  'drizzle’s error over another database': Object.assign(new Error('Failed query'), {
    query: 'select 1',
    params: [],
    cause: coded('CONNECTION_ENDED'),
  }),
  'a failed statement elsewhere': coded('25P02', { severity: 'ERROR' }),
}

describe.each(drivers)('a callback’s own error over %s', (driver) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
  })
  afterAll(() => database?.close())

  it.each(Object.entries(lookalikes))('stays its own, and costs no connection: %s', async (_, error) => {
    const { db, close } = await connect(driver, database, { max: 1 })
    for (const depth of [0, 1]) {
      const thrown = withTenant(db, companyA, async (tx) => {
        await tx.insert(contacts).values({ name: 'never' })
        if (depth === 0) throw error
        return tx.transaction(async (inner) => {
          await inner.insert(contacts).values({ name: 'never' })
          throw error
        })
      })
      await expect(thrown).rejects.toBe(error)
    }
    expect(await withTenant(db, companyA, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })
})
