import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { contacts, invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { mayEndTransaction } from '../../../src/runtime/context/ended-by-callback.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { connect, type Driver, drivers, rowsOf } from './drivers.js'
import { referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'

const { withTenant } = createContext({ seal: { key: () => undefined } })
// A driver that no adapter knows does not say what a statement was; its own `transaction` ends as it will.
const told = drivers.filter((driver) => !driver.startsWith('another'))
const endings = ['commit', 'end', 'rollback', 'abort', '/* x */ commit', 'commit and chain', 'rollback work']

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
const databaseOf = (driver: Driver) => (driver === 'pglite' ? embedded : server)

test('without us a handle whose transaction has been ended reads the next tenant’s rows', async () => {
  const client = postgres(server.url(loginRole) ?? '', { max: 1, onnotice: () => {} })
  const db = drizzle(client)
  const context = (tenant: string) =>
    sql`select set_config('app.tenant_id', ${tenant}, true), set_config('role', 'tenantry_app', true)`
  let inside: () => void = () => {}
  const entered = new Promise<void>((resolve) => {
    inside = resolve
  })
  let done: () => void = () => {}
  const finished = new Promise<void>((resolve) => {
    done = resolve
  })
  const first = db.transaction(async (tx) => {
    await tx.execute(context(companyA))
    await tx.execute(sql.raw('commit'))
    await entered
    const seen = rowsOf(await tx.execute(sql`select distinct tenant_id as t from invoices`))
    done()
    return seen
  })
  const second = db.transaction(async (tx) => {
    await tx.execute(context(companyB))
    inside()
    await finished
  })
  expect(await first).toEqual([{ t: companyB }])
  await second.catch(() => {})
  await client.end()
})

describe.each(told)('a callback that ends its transaction, over %s', (driver) => {
  it.each(endings)('by %j is refused, and what it does next reaches nobody', async (ending) => {
    const { db, close } = await connect(driver, databaseOf(driver), { max: 1 })
    const later: unknown[] = []
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        await tx.insert(contacts).values({ name: 'Before' })
        await tx.execute(sql.raw(ending)).then(
          () => {},
          () => {},
        )
        later.push(await refusal(tx.select().from(invoices)), await refusal(tx.execute(sql`begin`)))
        return 'a success'
      }),
    )
    expect(error).toMatchObject({ code: 'TEN615' })
    expect(later).toEqual([error, error])
    const next = await withTenant(db, companyB, (tx) =>
      tx.selectDistinct({ t: invoices.tenantId }).from(invoices),
    )
    expect(next).toEqual([{ t: companyB }])
    await close()
  })

  it('cannot do so in one block', async () => {
    const { db, close } = await connect(driver, databaseOf(driver), { max: 1 })
    const error = await refusal(
      withTenant(db, companyA, (tx) => tx.execute(sql.raw('do $$ begin commit; end $$'))),
    )
    expect(error.cause).toMatchObject({ code: '2D000' })
    expect(await withTenant(db, companyB, (tx) => tx.$count(invoices))).toBeGreaterThan(0)
    await close()
  })

  it('may go back to a savepoint of its own', async () => {
    const { db, close } = await connect(driver, databaseOf(driver), { max: 1 })
    const names = await withTenant(db, companyA, async (tx) => {
      await tx.execute(sql.raw('savepoint mine'))
      await tx.insert(contacts).values({ name: 'Undone' })
      await tx.execute(sql.raw('rollback to savepoint mine'))
      return tx.select({ name: contacts.name }).from(contacts).where(sql`name = 'Undone'`)
    })
    expect(names).toEqual([])
    await close()
  })
})

test.each([
  ['commit', true],
  [' ;; Commit', true],
  ['/* a /* b */ c */commit', true],
  ['-- x\ncommit', true],
  ['-- commit', false],
  ['end work', true],
  ['abort', true],
  ['rollback', true],
  ['rollback work', true],
  ['rollback to savepoint x', false],
  ['rollback work to x', false],
  ['rollback /* to */', true],
  ["prepare transaction 'x'", true],
  ['prepare x as select 1', false],
  ['select 1', false],
  ['savepoint x', false],
  ['', false],
])('%j may end a transaction: %s', (text, may) => {
  expect(mayEndTransaction(text)).toBe(may)
})
