import { sql } from 'drizzle-orm'
import { Cache } from 'drizzle-orm/cache/core'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as schema from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import { companyA, companyB } from '../../isolation/seed.js'
import type { ReferenceDb } from './drivers.js'
import { referenceDatabase } from './reference-database.js'

const { invoices } = schema
const { withTenant } = createContext({ seal: { key: () => undefined } })

/** What drizzle's own caches do, without a network. */
class Remembering extends Cache {
  readonly answers = new Map<string, unknown[]>()
  override strategy = () => 'all' as const
  override get = async (key: string) => this.answers.get(key)
  override put = async (key: string, answer: unknown) => {
    this.answers.set(key, answer as unknown[])
  }
  override onMutate = async () => {}
}

describe.each(['postgres.js', 'node-postgres'] as const)('drizzle’s query cache over %s', (driver) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await referenceDatabase('postgres')
  })
  afterAll(() => database?.close())

  const open = () => {
    const url = database.url(loginRole) ?? ''
    const cache = new Remembering()
    if (driver === 'postgres.js') {
      const client = postgres(url)
      const db = overPostgresJs(client, { schema, cache }) as unknown as ReferenceDb
      return { db, cache, close: () => client.end() }
    }
    const pool = new pg.Pool({ connectionString: url })
    const db = overNodePostgres(pool, { schema, cache }) as unknown as ReferenceDb
    return { db, cache, close: () => pool.end() }
  }
  const tenants = (tx: Pick<ReferenceDb, 'selectDistinct'>) =>
    tx.selectDistinct({ id: invoices.tenantId }).from(invoices)

  it('gives one tenant’s rows to the next without us: the query is the same', async () => {
    const { db, close } = open()
    const byHand = (tenant: string) =>
      db.transaction(async (tx) => {
        await tx.execute(
          sql`select set_config('app.tenant_id', ${tenant}, true), set_config('role', 'tenantry_app', true)`,
        )
        return tenants(tx as unknown as ReferenceDb)
      })
    expect(await byHand(companyA)).toEqual([{ id: companyA }])
    expect(await byHand(companyB)).toEqual([{ id: companyA }])
    await close()
  })

  it('is neither asked nor filled inside a tenant', async () => {
    const { db, cache, close } = open()
    expect(await withTenant(db, companyA, tenants)).toEqual([{ id: companyA }])
    expect(await withTenant(db, companyB, tenants)).toEqual([{ id: companyB }])
    expect(cache.answers.size).toBe(0)
    await close()
  })
})
