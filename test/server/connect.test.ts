import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TenancyError } from '../../src/model/error.js'
import { connect } from '../../src/server/connect.js'
import { ownerRole } from '../engine/cluster-roles.js'
import { createDatabase, type TestDatabase } from '../engine/database.js'
import { drivers, urlOf } from './owner-connection.js'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('postgres', {
    migrations: ['create table kept (id integer primary key deferrable initially deferred)'],
  })
})
afterAll(() => database.close())

const failure = async (attempt: Promise<unknown>): Promise<TenancyError> => {
  const error = await attempt.then(
    () => 'it went through',
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(TenancyError)
  return error as TenancyError
}

/** A port at which nobody listens: one that was free a moment ago. */
const closedPort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

describe.each(drivers)('over %s', (_, driver) => {
  const open = () => connect(urlOf(database), [driver])

  test('a query gives its rows, with parameters of every kind that the commands send', async () => {
    const connection = await open()
    const rows = await connection.query(
      `select $1::text as text, $2::int as number, encode($3::bytea, 'hex') as bytes, $4::text is null as nothing`,
      ['a', 1, Buffer.from('ff00', 'hex'), null],
    )
    expect(rows).toEqual([{ text: 'a', number: 1, bytes: 'ff00', nothing: true }])
    expect(await connection.query('select 1 as first; select 2 as second')).toEqual([{ second: 2 }])
    expect(await connection.query('do $$ begin end $$')).toEqual([])
    await connection.close()
  })

  test('a transaction stays when it returns and is gone when it throws, with the very error', async () => {
    const connection = await open()
    const mine = new Error('mine')
    const attempt = connection.transaction(async (tx) => {
      await tx.query('insert into kept values (1)')
      throw mine
    })
    expect(await attempt.catch((error: unknown) => error)).toBe(mine)
    expect(await connection.query('select id from kept')).toEqual([])
    expect(
      await connection.transaction(async (tx) => {
        await tx.query('insert into kept values (1)')
        return 'done'
      }),
    ).toBe('done')
    expect(await connection.query('select id from kept')).toEqual([{ id: 1 }])
    await connection.query('delete from kept')
    await connection.close()
  })

  test('a transaction whose error was swallowed is not reported as committed', async () => {
    const connection = await open()
    const attempt = connection.transaction(async (tx) => {
      await tx.query('insert into kept values (2)')
      await tx.query('select 1/0').catch(() => {})
    })
    await expect(attempt).rejects.toThrow()
    expect(await connection.query('select id from kept')).toEqual([])
    await connection.close()
  })

  test('an error of COMMIT itself is thrown', async () => {
    const connection = await open()
    const attempt = connection.transaction((tx) => tx.query('insert into kept values (3), (3)'))
    await expect(attempt).rejects.toMatchObject({ code: '23505' })
    expect(await connection.query('select id from kept')).toEqual([])
    await connection.close()
  })

  test('a connection that is lost within a transaction is one error, and nothing stays', async () => {
    const connection = await open()
    const error = await failure(
      connection.transaction(async (tx) => {
        await tx.query('insert into kept values (4)')
        await tx.query('select pg_terminate_backend(pg_backend_pid())')
      }),
    )
    expect(error).toMatchObject({ code: 'TEN481' })
    await connection.close().catch(() => {})
    const other = await open()
    expect(await other.query('select id from kept')).toEqual([])
    await other.close()
  })

  test('a connection that was lost between two statements is one error', async () => {
    const connection = await open()
    const [{ pid } = { pid: 0 }] = await connection.query<{ pid: number }>('select pg_backend_pid() as pid')
    const superuser = await database.superuser()
    const error = await failure(
      connection.transaction(async (tx) => {
        await tx.query('insert into kept values (5)')
        await superuser.query('select pg_terminate_backend($1, 5000)', [pid])
        await tx.query('insert into kept values (6)')
      }),
    )
    expect(error).toMatchObject({ code: 'TEN481' })
    expect((await superuser.query('select id from kept')).rows).toEqual([])
    await superuser.close()
    await connection.close().catch(() => {})
  })

  test('a server that is not there is named without user and password', async () => {
    const port = await closedPort()
    const error = await failure(connect(`postgres://me:hunter2@127.0.0.1:${port}/app`, [driver]))
    expect(error.code).toBe('TEN481')
    expect(error.message).toContain(`no connection to 127.0.0.1:${port}/app: `)
    expect(error.message).toContain('ECONNREFUSED')
    expect(inspect(error)).not.toContain('hunter2')
  })

  test('a user or database that is not let in is out of reach as well, without the password', async () => {
    const url = new URL(urlOf(database))
    url.username = 'nobody_of_that_name'
    url.password = 'hunter2'
    const error = await failure(connect(url.href, [driver]))
    expect(error.code).toBe('TEN481')
    expect(error.message).toMatch(/nobody_of_that_name/)
    expect(inspect(error)).not.toContain('hunter2')
    const missing = new URL(urlOf(database, ownerRole))
    missing.pathname = '/no_such_database'
    expect((await failure(connect(missing.href, [driver]))).message).toContain('no_such_database')
  })
})

test.each([
  'not a url hunter2',
  'mysql://me:hunter2@localhost/app',
  'postgres://me:hun ter2%@localhost:port/app',
  '',
])('what is no Postgres URL is refused without showing it: %j', async (url) => {
  const error = await failure(connect(url))
  expect(error.code).toBe('TEN481')
  expect(inspect(error)).not.toMatch(/hunter2|hun ter2/)
})

test('the first driver that is installed is taken; without any the packages are named', async () => {
  const missing = { name: 'pg', load: async () => null }
  const connection = await connect(urlOf(database), [missing, ...drivers.map(([, driver]) => driver)])
  expect(await connection.query('select 1 as one')).toEqual([{ one: 1 }])
  await connection.close()
  const error = await failure(connect(urlOf(database), [missing, { ...missing, name: 'postgres' }]))
  expect(error).toMatchObject({ code: 'TEN482' })
  expect(error.message).toContain('Install pg or postgres')
})
