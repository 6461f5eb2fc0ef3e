import { type PgDatabase, type PgQueryResultHKT, withReplicas } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contacts } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../engine/database.js'
import { companyA } from '../../isolation/seed.js'
import { connect, type ReferenceDb } from './drivers.js'
import { referenceDatabase } from './reference-database.js'

type WithReplicas = <D extends PgDatabase<PgQueryResultHKT>>(primary: D, replicas: [D]) => D

const { withTenant } = createContext({ seal: { key: () => undefined } })
let database: TestDatabase
beforeAll(async () => {
  database = await referenceDatabase('postgres')
})
afterAll(() => database?.close())

it.each(['postgres.js', 'node-postgres pool'] as const)(
  'a database with replicas serves a tenant from its primary, reads too, over %s',
  async (driver) => {
    const primary = await connect(driver, database)
    // A replica that cannot be reached: whatever is sent to it fails.
    const replica = await connect(driver, database, { url: 'postgres://nobody@127.0.0.1:1/nowhere' })
    const db = (withReplicas as unknown as WithReplicas)(primary.db as never, [
      replica.db as never,
    ]) as unknown as ReferenceDb
    await expect(db.select().from(contacts)).rejects.toThrow()
    const made = await withTenant(db, companyA, async (tx) => {
      await tx.insert(contacts).values({ name: 'On the primary' })
      const rows = await tx.select().from(contacts)
      const related = await tx.query.contacts.findMany()
      return [rows.length, related.length]
    })
    expect(made[0]).toBeGreaterThan(0)
    expect(made[1]).toBe(made[0])
    await primary.close()
    await replica.close()
  },
)
