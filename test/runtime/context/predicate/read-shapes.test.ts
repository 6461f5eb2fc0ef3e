import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContext } from '../../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../../engine/database.js'
import { companyA, companyB } from '../../../isolation/seed.js'
import { type Connected, connect } from '../drivers.js'
import { referenceDatabase } from '../reference-database.js'
import { readShapes } from './read-shapes.js'
import { withoutRowSecurity } from './without-row-security.js'

const seal = { key: () => undefined }
const bare = createContext({ seal, layers: { predicate: false, tripwire: false } })
const { withTenant } = createContext({ seal, layers: { tripwire: false } })

describe.each(['postgres.js', 'node-postgres pool', 'pglite'] as const)(
  'what builders read over %s',
  (driver) => {
    const engine = driver === 'pglite' ? 'pglite' : 'postgres'
    let databases: readonly TestDatabase[] = []
    let guarded: Connected
    let open: Connected

    beforeAll(async () => {
      databases = [await referenceDatabase(engine), await referenceDatabase(engine)]
      const [first, second] = databases as [TestDatabase, TestDatabase]
      await withoutRowSecurity(second)
      guarded = await connect(driver, first)
      open = await connect(driver, second)
    })
    afterAll(async () => {
      await guarded?.close()
      await open?.close()
      for (const database of databases) await database.close()
    })

    it.each(Object.entries(readShapes))('is the tenant’s by the predicate alone: %s', async (_, read) => {
      const leaks: boolean[] = []
      for (const tenant of [companyA, companyB]) {
        // What the policies leave, with no predicate, is what must come out.
        const truth = comparable(await bare.withTenant(guarded.db, tenant, read))
        const leak = comparable(await bare.withTenant(open.db, tenant, read))
        leaks.push(JSON.stringify(leak) !== JSON.stringify(truth))
        expect(comparable(await withTenant(open.db, tenant, read))).toEqual(truth)
        // And with both.
        expect(comparable(await withTenant(guarded.db, tenant, read))).toEqual(truth)
      }
      expect(leaks).toContain(true)
    })
  },
)

/** Rows in an order of their own, and what is nested in them too. */
const comparable = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const inner = value.map(comparable)
    return inner.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, comparable(entry)]))
}
