import { sql } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPglite } from 'drizzle-orm/pglite'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as schema from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../engine/database.js'
import { sqlState } from '../../engine/sql-state.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { type Connected, connect, drivers, type ReferenceDb } from './drivers.js'
import { referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'

const { contacts } = schema
const seal = { key: () => undefined }
const known = drivers.filter((driver) => !driver.startsWith('another'))

let server: TestDatabase
let embedded: TestDatabase
beforeAll(async () => {
  server = await referenceDatabase('postgres')
  embedded = await referenceDatabase('pglite')
})
afterAll(async () => {
  await server?.close()
  await embedded?.close()
})

describe.each(known)('the database inside its own withTenant, over %s', (driver) => {
  const { withTenant } = createContext({
    seal,
    onOuterDatabase: (misuse) => {
      throw misuse
    },
  })
  let connected: Connected
  let db: ReferenceDb
  beforeEach(async () => {
    connected = await connect(driver, driver === 'pglite' ? embedded : server)
    db = connected.db
  })
  afterEach(() => connected?.close())

  it('is refused, in whatever way it is used', async () => {
    await withTenant(db, companyA, () => {})
    const prepared = db.select().from(contacts).prepare('all_contacts')
    const uses: readonly (readonly [text: RegExp, use: () => PromiseLike<unknown>])[] = [
      [/select .* from "contacts"/, () => db.select().from(contacts)],
      [/select .* from "contacts"/, () => db.query.contacts.findMany()],
      [/select count\(\*\)/, () => db.$count(contacts)],
      [/select 1/, () => db.execute(sql`select 1`)],
      [/insert into "contacts"/, () => db.insert(contacts).values({ name: 'x' })],
      [/a transaction/, () => db.transaction(async () => {})],
      [/select .* from "contacts"/, () => prepared.execute()],
    ]
    for (const [text, use] of uses) {
      const inside = withTenant(db, companyA, async (tx) => {
        const error = await refusal(use())
        // The transaction itself goes on.
        return { error, count: await tx.$count(contacts) }
      })
      const { error, count } = await inside
      expect(error).toMatchObject({ code: 'TEN625', message: expect.stringMatching(text) })
      expect(count).toBeGreaterThan(0)
    }
  })

  it('is its own elsewhere: outside, afterwards, and in what a callback has left behind', async () => {
    let go = () => {}
    const ended = new Promise<void>((resolve) => {
      go = resolve
    })
    const { later } = await withTenant(db, companyA, () => ({
      later: ended.then(() => refusal(db.select().from(contacts))),
    }))
    go()
    for (const error of [await later, await refusal(db.select().from(contacts))]) {
      expect(sqlState(error)).toBe('42501')
    }
    await db.transaction(async (tx) => {
      await tx.execute(sql`select 1`)
    })
  })

  it('is another handle over the same client too, once it has been in a withTenant', async () => {
    const { $client } = db as unknown as { readonly $client: never }
    const other = (driver === 'pglite'
      ? overPglite($client)
      : driver === 'postgres.js'
        ? overPostgresJs($client)
        : overNodePostgres($client)) as unknown as ReferenceDb
    await withTenant(other, companyA, () => {})
    const error = await withTenant(db, companyA, () => refusal(other.execute(sql`select 1`)))
    expect(error).toMatchObject({ code: 'TEN625' })
  })

  it.skipIf(driver === 'pglite' || driver === 'node-postgres client')(
    'may open transactions of other tenants, and other databases may be used',
    async () => {
      const other = await connect(driver, server)
      await withTenant(other.db, companyA, () => {})
      const seen = await withTenant(db, companyA, async () => [
        await withTenant(db, companyB, async (tx) => (await tx.select().from(schema.tenants)).length),
        sqlState(await refusal(other.db.select().from(contacts))),
      ])
      expect(seen).toEqual([1, '42501'])
      await other.close()
    },
  )
})

describe('by default', () => {
  const warnings: { readonly code?: string; readonly message: string }[] = []
  const listen = (warning: Error) => warnings.push(warning)
  const { NODE_ENV } = process.env
  let connected: Connected
  let db: ReferenceDb
  beforeEach(async () => {
    warnings.length = 0
    process.on('warning', listen)
    connected = await connect('node-postgres pool', server)
    db = connected.db
  })
  afterEach(async () => {
    process.removeListener('warning', listen)
    process.env.NODE_ENV = NODE_ENV
    await connected?.close()
  })
  const misuse = async (context: ReturnType<typeof createContext>, text: string) => {
    const used = await context.withTenant(db, companyA, async () => [
      await db.execute(sql.raw(text)),
      await db.execute(sql.raw(text)),
    ])
    await new Promise((resolve) => setImmediate(resolve))
    expect(used).toHaveLength(2)
    return warnings.filter(({ code }) => code === 'TENANTRY_OUTER_DB').map(({ message }) => message)
  }

  it('it is a warning, once for each statement, and changes nothing', async () => {
    expect(await misuse(createContext({ seal }), 'select 1 as "default"')).toEqual([
      expect.stringMatching(/^TEN625 .*instead of tx: select 1 as "default"\./),
    ])
  })

  it('it is nothing in production, where the handle stays as it was', async () => {
    process.env.NODE_ENV = 'production'
    expect(await misuse(createContext({ seal }), 'select 1 as "production"')).toEqual([])
    const { session } = db as unknown as { readonly session: object }
    expect(Object.hasOwn(session, 'prepareQuery') || Object.hasOwn(session, 'transaction')).toBe(false)
  })

  it('it is told to whoever asks, in production too', async () => {
    process.env.NODE_ENV = 'production'
    const heard: string[] = []
    const context = createContext({ seal, onOuterDatabase: ({ code }) => heard.push(code) })
    expect(await misuse(context, 'select 1 as "asked"')).toEqual([])
    expect(heard).toEqual(['TEN625', 'TEN625'])
  })

  it('it is nothing where that was asked for', async () => {
    expect(await misuse(createContext({ seal, onOuterDatabase: false }), 'select 1 as "false"')).toEqual([])
  })
})
