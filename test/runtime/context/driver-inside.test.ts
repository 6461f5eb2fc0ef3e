import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  canOpen,
  type OpeningClient,
  sendBehind,
} from '../../../src/runtime/context/adapters/opening-query.js'
import { loginRole } from '../../engine/cluster-roles.js'
import { createDatabase, type TestDatabase } from '../../engine/database.js'
import { refusal } from './refusal.js'

/*
 * What withTenant relies on inside the drivers, beyond their documentation. When one of these fails after an upgrade,
 * the driver has moved something: src/runtime/context/adapters/ is where to follow it.
 */
let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('postgres', { migrations: [] })
})
afterAll(() => database?.close())
const url = () => database.url(loginRole) ?? ''

describe('postgres.js', () => {
  it.each([
    ['described first', 1],
    ['prepared already', 3],
  ])('knows the backend when it turns parameters into text: %s', async (_, times) => {
    const sql = postgres(url(), { max: 1 })
    for (let time = 0; time < times; time++) {
      const { rows, pid } = await sql.begin(async (tx) => {
        let query: { readonly state?: { readonly pid: number } } & PromiseLike<unknown>
        const late = { toString: () => String(query.state?.pid) }
        query = tx.unsafe('select $1::text as told', [late as unknown as string], { prepare: true })
        return { rows: await query, pid: await tx`select pg_backend_pid()::text as pid` }
      })
      expect(rows).toEqual([{ told: pid[0]?.pid }])
    }
    await sql.end()
  })

  it('says when a query that needs no description has been written, before the next one is', async () => {
    const sql = postgres(url(), { max: 1 })
    const told: string[] = []
    const once = () =>
      sql.begin(async (tx) => {
        const onexecute = () => {
          told.push('written')
          return true
        }
        const query = tx.unsafe('select $1::int', [1], { prepare: true, onexecute } as { prepare: true })
        query.then(() => told.push('answered'))
        await query
      })
    await once()
    expect(told).toEqual(['answered'])
    await once()
    expect(told).toEqual(['answered', 'written', 'answered'])
    await sql.end()
  })
})

describe('node-postgres', () => {
  const open = async () => {
    const client = new pg.Client(url())
    // A test that fails leaves its client to the end of the database.
    client.on('error', () => {})
    await client.connect()
    return client as pg.Client & OpeningClient
  }
  const events = () => {
    const told: string[] = []
    return {
      told,
      passed: () => told.push('passed'),
      refused: (index: number) => told.push(`refused ${index}`),
      unsent: () => told.push('unsent'),
    }
  }
  const begin = { text: 'begin', values: () => [] }
  const setting = (name: string) => ({
    text: 'select set_config($1, $2, true)',
    values: () => [name, 'set'],
  })

  it('can open with its own clients, and not with what only looks like one', async () => {
    const client = await open()
    expect(canOpen(client)).toBe(true)
    expect(canOpen({ query: () => null })).toBe(false)
    await client.end()
  })

  it('sends a group whose rows are the query’s alone', async () => {
    const client = await open()
    const told = events()
    const result = await sendBehind<pg.QueryResult>(
      client,
      { before: [begin, setting('app.test')] },
      { text: `select current_setting('app.test') as value, $1::int as n`, values: [7] },
      told,
    )
    expect(result).toMatchObject({ command: 'SELECT', rowCount: 1, rows: [{ value: 'set', n: 7 }] })
    expect(result.fields.map(({ name }) => name)).toEqual(['value', 'n'])
    expect(told.told).toEqual(['passed'])
    expect((await client.query('commit')).command).toBe('COMMIT')
    await client.end()
  })

  it('sends the group also for a query without parameters, which pg would send by the simple protocol', async () => {
    const client = await open()
    const told = events()
    const text = `select current_setting('app.test') as value`
    const result = await sendBehind<pg.QueryResult>(
      client,
      { before: [begin, setting('app.test')] },
      { text },
      told,
    )
    expect(result.rows).toEqual([{ value: 'set' }])
    expect(told.told).toEqual(['passed'])
    await client.end()
  })

  it('runs nothing behind a statement that failed, and stays in step with the server', async () => {
    const client = await open()
    await client.query('create temporary table ran (n int)')
    for (const [broken, index] of [
      [[{ text: 'bogin', values: () => [] }, setting('app.test')], 0],
      [[begin, setting('no_such_setting')], 1],
    ] as const) {
      const told = events()
      const error = await refusal(
        sendBehind(client, { before: broken }, { text: 'insert into ran values ($1)', values: [1] }, told),
      )
      expect(error).toHaveProperty('severity', 'ERROR')
      expect(told.told).toEqual([`refused ${index}`])
      await client.query('rollback')
      expect((await client.query('select * from ran')).rows).toEqual([])
    }
    await client.end()
  })

  it('knows a named statement as prepared only when it has been', async () => {
    const client = await open()
    const named = { name: 'one', text: 'select $1::int as n', values: [1] }
    await refusal(sendBehind(client, { before: [{ text: 'bogin', values: () => [] }] }, named, events()))
    await refusal(sendBehind(client, { before: [begin, setting('no_such_setting')] }, named, events()))
    await client.query('rollback')
    for (let time = 0; time < 3; time++) {
      const result = await sendBehind<pg.QueryResult>(
        client,
        { before: [begin, setting('app.test')] },
        named,
        events(),
      )
      expect(result.rows).toEqual([{ n: 1 }])
      await client.query('commit')
    }
    expect((await client.query(named)).rows).toEqual([{ n: 1 }])
    await client.end()
  })

  it('says that a query was not sent when the client refuses it, and leaves nothing behind', async () => {
    const client = await open()
    await client.query({ name: 'taken', text: 'select 1' })
    const told = events()
    await expect(
      sendBehind(client, { before: [begin] }, { name: 'taken', text: 'select 2', values: [] }, told),
    ).rejects.toThrow(/unique/)
    expect(told.told).toEqual(['unsent'])
    expect(
      (await client.query('select txid_current_if_assigned() as id, now() = statement_timestamp() as fresh'))
        .rows,
    ).toEqual([{ id: null, fresh: true }])
    await client.end()
  })

  it('opens all the same when a value of the query cannot be written', async () => {
    const client = await open()
    const told = events()
    const circle: Record<string, unknown> = {}
    circle.self = circle
    const config = { text: 'select $1::json', values: [circle], queryMode: 'extended' }
    await expect(sendBehind(client, { before: [begin, setting('app.test')] }, config, told)).rejects.toThrow(
      /circular/,
    )
    const { rows } = await client.query(`select current_setting('app.test') as value`)
    expect(rows).toEqual([{ value: 'set' }])
    expect(told.told).toEqual(['passed'])
    await client.end()
  })
})
