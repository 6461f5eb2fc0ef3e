import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DelayProxy, startProxy } from '../../bench/proxy.js'
import { createDatabase, type TestDatabase } from '../engine/database.js'

describe('the proxy in front of Postgres', () => {
  let database: TestDatabase
  let proxy: DelayProxy
  let client: pg.Client

  beforeAll(async () => {
    database = await createDatabase('postgres', { migrations: [] })
    const url = new URL(database.url('tenantry_login') ?? '')
    proxy = await startProxy({ host: url.hostname, port: Number(url.port), delayMs: 5 })
    url.hostname = '127.0.0.1'
    url.port = String(proxy.port)
    client = new pg.Client({ connectionString: url.href, pipeline: true } as pg.ClientConfig)
    client.on('error', () => {})
    await client.connect()
  })
  afterAll(async () => {
    await proxy?.close()
    await database?.close()
  })

  it('counts a round trip for each time that the client waits', async () => {
    proxy.reset()
    await client.query('select 1')
    await client.query('select $1::int', [2])
    expect(proxy.trips()).toBe(2)
  })

  it('counts what travels together as one', async () => {
    proxy.reset()
    await Promise.all([client.query('select 1'), client.query('select 2'), client.query('select 3')])
    expect(proxy.trips()).toBe(1)
  })

  it('delays each way, and passes large answers on whole and in order', async () => {
    const start = performance.now()
    const { rows } = await client.query<{ text: string }>("select repeat('0123456789', 100000) as text")
    expect(performance.now() - start).toBeGreaterThanOrEqual(10)
    expect(rows[0]?.text).toBe('0123456789'.repeat(100_000))
  })
})
