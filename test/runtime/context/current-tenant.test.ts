import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { contacts } from '../../../schema/index.js'
import type { TenantId } from '../../../src/model/tenant-id.js'
import { createAcrossTenants } from '../../../src/runtime/context/across-tenants.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import { currentTenant, requireTenant } from '../../../src/runtime/context/current-tenant.js'
import type { TestDatabase } from '../../engine/database.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { type Connected, connect, type ReferenceDb } from './drivers.js'
import { referenceDatabase } from './reference-database.js'

const { withTenant } = createContext({ seal: { key: () => undefined } })

describe('currentTenant', () => {
  let database: TestDatabase
  let connected: Connected
  let db: ReferenceDb
  beforeAll(async () => {
    database = await referenceDatabase('postgres')
    connected = await connect('node-postgres pool', database)
    db = connected.db
  })
  afterAll(async () => {
    await connected?.close()
    await database?.close()
  })

  it('is nobody outside, and requireTenant says so', () => {
    expect(currentTenant()).toBeNull()
    expect(() => requireTenant()).toThrow(/^TEN624 /)
    expectTypeOf(currentTenant()).toEqualTypeOf<TenantId | null>()
    expectTypeOf(requireTenant).returns.toEqualTypeOf<TenantId>()
  })

  it('is the tenant inside, in canonical form, however deep', async () => {
    const deep = async () => {
      await sleep(1)
      return [currentTenant(), requireTenant()]
    }
    const seen = await withTenant(db, companyA.toUpperCase(), async (tx) => {
      await tx.select().from(contacts)
      return [...(await deep()), await tx.transaction(async () => currentTenant())]
    })
    expect(seen).toEqual([companyA, companyA, companyA])
    expect(currentTenant()).toBeNull()
  })

  it('is each one’s own, side by side', async () => {
    const seen = await Promise.all(
      [companyA, companyB, companyA].map((tenant) =>
        withTenant(db, tenant, async (tx) => {
          await tx.$count(contacts)
          await sleep(5)
          return currentTenant()
        }),
      ),
    )
    expect(seen).toEqual([companyA, companyB, companyA])
  })

  it('is the inner one, where a transaction of another tenant runs inside', async () => {
    const seen = await withTenant(db, companyA, async () => [
      await withTenant(db, companyB, () => currentTenant()),
      currentTenant(),
    ])
    expect(seen).toEqual([companyB, companyA])
  })

  it('is nobody in work that a callback has left behind', async () => {
    let go = () => {}
    const ended = new Promise<void>((resolve) => {
      go = resolve
    })
    const left = withTenant(db, companyA, () => ({ later: ended.then(() => currentTenant()) }))
    const { later } = await left
    go()
    expect(await later).toBeNull()
  })

  it('is nobody inside acrossTenants', async () => {
    // As superuser, who may become anybody.
    const back = await connect('postgres.js', database, { url: database.url(database.superuserRole) ?? '' })
    const seen = await createAcrossTenants()(back.db, { actor: 'ann', reason: 'test' }, () => [
      currentTenant(),
    ])
    expect(seen).toEqual([null])
    await back.close()
  })
})
