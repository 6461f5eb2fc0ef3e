import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from './database.js'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('pglite', { migrations: ['create table notes (id integer)'] })
})
afterAll(() => database?.close())

const whoAmI = `select session_user::text as who, nullif(current_setting('app.tenant_id', true), '') as tenant`

test('no session comes between the statements of an open transaction', async () => {
  const [login, owner] = [await database.login(), await database.owner()]
  await owner.exec('begin; insert into notes values (1)')
  await expect(login.query('select 1')).rejects.toThrow(
    'PGlite has one connection: tenantry_owner has a transaction open on it, so tenantry_login cannot come between',
  )
  await expect(database.drizzle('tenantry_login', {}).execute(sql`select 1`)).rejects.toThrow()
  // Closing a session that has nothing open does no harm to the one that has.
  await login.close()
  expect((await owner.query('select * from notes')).rows).toEqual([{ id: 1 }])
  await owner.exec('rollback')
  const next = await database.login()
  expect((await next.query(whoAmI)).rows).toEqual([{ who: 'tenantry_login', tenant: null }])
  await next.close()
  await owner.close()
})

test("nobody waits for a transaction from inside that transaction's callback", async () => {
  const owner = database.drizzle('tenantry_owner', {})
  const login = await database.login()
  await owner
    .transaction(async (tx) => {
      await expect(login.query('select 1')).rejects.toThrow('tenantry_login cannot come between')
      await expect(owner.execute(sql`select 1`)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('would wait for itself') },
      })
      await tx.execute(sql`insert into notes values (2)`)
      tx.rollback()
    })
    .catch(() => {})
  expect((await login.query(whoAmI)).rows).toEqual([{ who: 'tenantry_login', tenant: null }])
  await login.close()
})

test('transactions that are begun side by side take turns', async () => {
  const [owner, login] = [database.drizzle('tenantry_owner', {}), database.drizzle('tenantry_login', {})]
  const who = (db: typeof owner) =>
    db.transaction(async (tx) => {
      const session = await tx.execute(sql.raw(whoAmI))
      return JSON.stringify(session)
    })
  const seen = await Promise.all([who(owner), who(login), who(owner), who(login)])
  expect(seen.map((text) => /tenantry_\w+/.exec(text)?.[0])).toEqual([
    'tenantry_owner',
    'tenantry_login',
    'tenantry_owner',
    'tenantry_login',
  ])
})

test('a session keeps its settings as long as nobody comes between, and none after', async () => {
  const [login, owner] = [await database.login(), await database.owner()]
  await login.query(`select set_config('app.tenant_id', 'planted', false)`)
  expect((await login.query(whoAmI)).rows).toEqual([{ who: 'tenantry_login', tenant: 'planted' }])
  expect((await owner.query(whoAmI)).rows).toEqual([{ who: 'tenantry_owner', tenant: null }])
  expect((await login.query(whoAmI)).rows).toEqual([{ who: 'tenantry_login', tenant: null }])
  await login.close()
  await owner.close()
})

test('a closed session is closed', async () => {
  const login = await database.login()
  await login.close()
  await expect(login.query('select 1')).rejects.toThrow('this session of tenantry_login is closed')
})
