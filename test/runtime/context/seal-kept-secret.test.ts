import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { companyA } from '../../isolation/seed.js'
import { connect, drivers, type ReferenceDb } from './drivers.js'
import { installKey, key, referenceDatabase } from './reference-database.js'

const { withTenant } = createContext({ seal: { key } })
const seal = /v1\.[0-9a-f]{16}\.\d{10}\.\d+\.[0-9a-f]/

describe.each(drivers)('the seal over %s', (driver) => {
  let database: TestDatabase
  let superuser: Session
  beforeAll(async () => {
    database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
    superuser = await database.superuser()
    await superuser.exec(installKey)
  })
  afterAll(() => database?.close())

  it('is not told to the app’s log', async () => {
    const { db, close } = await connect(driver, database, { max: 1 })
    const lines: string[] = []
    logTo(db, lines)
    await withTenant(db, companyA, async (tx) => {
      await tx.select().from(invoices)
      await tx.transaction((inner) => inner.execute(sql`select ${1}::int`))
    })
    expect(lines.some((line) => line.includes('invoices'))).toBe(true)
    for (const line of lines) expect(line).not.toMatch(seal)
    await close()
  })

  it('is not told to a function that somebody has put before the server’s own', async () => {
    await superuser.exec(`create schema planted; grant usage on schema planted to public;
      create table planted.caught (setting text); grant all on planted.caught to public;
      create function planted.set_config(name text, value text, local boolean) returns text language plpgsql as $$ begin
        insert into planted.caught values (value);
        return pg_catalog.set_config(name, value, local);
      end $$`)
    const { db, close } = await connect(driver, database, { max: 1 })
    // What a transaction before may have left in the session.
    await db.execute(sql`select pg_catalog.set_config('search_path', 'planted, pg_catalog, public', false)`)
    await db.execute(sql`select set_config('app.planted', 'seen', false)`)
    await withTenant(db, companyA, (tx) => tx.select().from(invoices))
    const { rows } = await superuser.query<{ setting: string }>('select setting from planted.caught')
    expect(rows).toEqual([{ setting: 'seen' }])
    await close()
    await superuser.exec('drop schema planted cascade')
  })
})

/** As with `logger` among drizzle's options. */
function logTo(db: ReferenceDb, lines: string[]): void {
  const { session } = db as unknown as { session: { logger: object; options: { logger?: object } } }
  session.logger = {
    logQuery: (text: string, params: unknown[]) => lines.push(`${text} ${JSON.stringify(params)}`),
  }
  session.options = { ...session.options, logger: session.logger }
}
