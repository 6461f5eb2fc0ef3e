import { expect, inject, test } from 'vitest'
import { createDatabase } from './database.js'
import { openPgSession } from './pg-session.js'
import { dropDatabases, setupLock } from './postgres-database.js'

const databases = async (prefix: string) => {
  const session = await openPgSession(inject('runScope').postgresUrl)
  const { rows } = await session.query<{ name: string }>(
    'select datname as name from pg_database where starts_with(datname, $1) order by 1',
    [prefix],
  )
  await session.close()
  return rows.map(({ name }) => name)
}

test('databases that are made at the same time share one template and drop themselves, open connections or not', async () => {
  const options = { migrations: [`create table only_here_${process.pid} ()`] }
  const made = await Promise.all([1, 2, 3].map(() => createDatabase('postgres', options)))
  const names = made.map(({ name }) => name)
  expect(new Set(names).size).toBe(3)
  for (const name of names) expect(await databases(name)).toEqual([name])
  const left = await openPgSession(made[0]?.url('tenantry_login') ?? '')
  await made[1]?.login()
  const pool = made[2]?.drizzle('tenantry_login', {})
  await pool?.execute('select 1')
  await Promise.all(made.map((database) => database.close()))
  for (const name of names) expect(await databases(name)).toEqual([])
  await expect(left.query('select 1')).rejects.toThrow()
})

test('a database that could not be set up leaves no draft', async () => {
  await expect(createDatabase('postgres', { migrations: ['select 1 / 0'] })).rejects.toThrow(
    'division by zero',
  )
  const session = await openPgSession(inject('runScope').postgresUrl)
  // Other test files make their drafts under this lock, so that with it in hand there are none but forgotten ones.
  await session.query('select pg_advisory_lock($1)', [setupLock])
  const { rows } = await session.query('select datname from pg_database where starts_with(datname, $1)', [
    `tenantry_test_${inject('runScope').id}_draft_`,
  ])
  expect(rows).toEqual([])
  await session.close()
})

test('what a dead test file left is dropped with the run, and nothing of another run', async () => {
  const scope = { ...inject('runScope'), id: `mine${process.pid}` }
  const session = await openPgSession(scope.postgresUrl)
  const [mine, other] = [`tenantry_test_${scope.id}_1_1`, `tenantry_test_other${process.pid}_1_1`]
  await session.exec(`create database ${mine}`)
  await session.exec(`create database ${other}`)
  await dropDatabases(scope)
  expect([...(await databases(mine)), ...(await databases(other))]).toEqual([other])
  await session.exec(`drop database ${other}`)
  await session.close()
})

test("a template's settings and the rights to connect to it are its clones' too", async () => {
  const settings = `do $$ begin execute format('alter database %I set work_mem to %L', current_database(), '5MB');
        execute format('alter role tenantry_login in database %I set app.marker to %L', current_database(), 'here, ''there''');
        execute format('revoke connect on database %I from public', current_database());
        execute format('grant connect on database %I to tenantry_login', current_database()); end $$`
  const database = await createDatabase('postgres', { migrations: [{ as: 'superuser', sql: settings }] })
  const login = await database.login()
  expect(
    (
      await login.query(
        `select current_setting('work_mem') as memory, current_setting('app.marker') as marker,
          has_database_privilege('public', current_database(), 'connect') as everybody,
          has_database_privilege('tenantry_owner', current_database(), 'create') as owner`,
      )
    ).rows,
  ).toEqual([{ memory: '5MB', marker: `here, 'there'`, everybody: false, owner: true }])
  await database.close()
})
