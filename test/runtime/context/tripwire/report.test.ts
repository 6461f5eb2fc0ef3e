import { drizzle } from 'drizzle-orm/node-postgres'
import { describe, expect, it } from 'vitest'
import { TenancyError } from '../../../../src/model/error.js'
import type { DrizzleInside } from '../../../../src/runtime/context/drizzle-inside.js'
import { createTripwires } from '../../../../src/runtime/context/tripwire/create-tripwires.js'
import type { OnLeak } from '../../../../src/runtime/context/tripwire/record-leak.js'
import { refusal } from '../refusal.js'

const db = drizzle({ query: async () => {} } as never) as unknown as DrizzleInside
const tables = [
  { schema: 'public', name: 'notes', ownership: { kind: 'direct', column: 'tenant_id' }, columns: [] },
]
const failure = new Error('no log')
const refuseIt: OnLeak = async () => {
  throw failure
}

const tripwire = (onLeak: OnLeak) =>
  createTripwires({ type: 'text', tables, onLeak })(db, {
    tenant: 'acme',
    refuse: () => {},
    aside: async (_, work) => {
      await work({ execute: async () => [{ answer: '[]' }] } as never)
    },
  })
const strangers = {
  text: 'select tenant_id from f()',
  columns: [{ name: 'tenant_id', table: 0, number: 0 }],
  rows: [['acme'], ['globex']],
}

describe('the report of a leak', () => {
  it('is made when there was one', async () => {
    const told: unknown[] = []
    const { inspect, report } = await tripwire(async (leak) => void told.push(leak))
    await report(new Error('something else'))
    expect(told).toEqual([])
    const error = await refusal((async () => inspect(strangers))())
    await report(error)
    expect(told).toEqual([
      { tenant: 'acme', table: null, column: 'tenant_id', query: 'select tenant_id from f()' },
    ])
    expect(error).toMatchObject({ code: 'TEN613' })
    expect(error.cause).toBeUndefined()
  })

  it('is behind the error when it fails, and never in the way of anybody else’s', async () => {
    const { inspect, report } = await tripwire(refuseIt)
    const error = await refusal((async () => inspect(strangers))())
    await report(error)
    expect(error).toBeInstanceOf(TenancyError)
    expect(error.cause).toBe(failure)
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
    const theirs = Object.freeze(new Error('their own'))
    await report(theirs)
    expect(theirs.cause).toBeUndefined()
    expect(await warned).toMatchObject({
      code: 'TENANTRY_UNRECORDED',
      message: expect.stringContaining('no log'),
    })
  })

  it('holds no endless text', async () => {
    const { inspect } = await tripwire(refuseIt)
    const text = `select tenant_id from f() where x in (${'$1, '.repeat(5000)})`
    const error = await refusal((async () => inspect({ ...strangers, text }))())
    expect(error.message.length).toBeLessThan(2500)
  })
})
