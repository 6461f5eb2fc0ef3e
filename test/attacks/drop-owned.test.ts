import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContext } from '../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../engine/database.js'
import { companyA, companyB } from '../isolation/seed.js'
import { connect } from '../runtime/context/drivers.js'
import { referenceDatabase } from '../runtime/context/reference-database.js'

/*
 * DROP OWNED takes a role out of every policy, and needs no privilege for the own role (seen on 18.4, not on 15). It
 * stops at a sequence that the role may use and not read: comments has one. A schema whose keys are uuids has none.
 */
describe('DROP OWNED of the own role in a schema without sequences', () => {
  let database: TestDatabase
  let version: number
  beforeAll(async () => {
    database = await referenceDatabase('postgres')
    const superuser = await database.superuser()
    await superuser.exec('revoke all on all sequences in schema public from tenantry_app')
    const { rows } = await superuser.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    )
    version = rows[0]?.version ?? 0
  })
  afterAll(() => database?.close())

  // Until a sequence of tenantry's own is granted to the role.
  it.fails('leaves every policy as it is', async () => {
    // Where it never was one, the defect is not to be seen either.
    expect(version).toBeGreaterThan(15)
    const superuser = await database.superuser()
    const policies = async () =>
      (await superuser.query('select polname, polroles from pg_policy order by oid')).rows
    const before = await policies()
    const { withTenant } = createContext({ seal: { key: () => undefined } })
    const { db, close } = await connect('node-postgres pool', database, { max: 1 })
    await withTenant(db, companyA, (tx) => tx.execute(sql.raw('drop owned by tenantry_app'))).catch(() => {})
    expect(await policies()).toEqual(before)
    expect(await withTenant(db, companyB, (tx) => tx.execute(sql`select from contacts`))).toMatchObject({
      rowCount: 3,
    })
    await close()
  })
})
