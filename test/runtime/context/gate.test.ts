import { describe, expect, it } from 'vitest'
import { TenancyError } from '../../../src/model/error.js'
import { openGate } from '../../../src/runtime/context/gate.js'

const never = () => new Promise<never>(() => {})
const refusedContext = new TenancyError('TEN606', 'refused')

describe('a gate', () => {
  it('gives what passes it its answer', async () => {
    const gate = openGate()
    expect(await gate.run(async () => 1)).toBe(1)
    const error = new Error('no')
    await expect(gate.run(() => Promise.reject(error))).rejects.toBe(error)
  })

  it('sends nothing once it is closed', async () => {
    const gate = openGate()
    gate.close()
    let sent = false
    const late = gate.run(async () => {
      sent = true
    })
    await expect(late).rejects.toMatchObject({ code: 'TEN604' })
    expect(sent).toBe(false)
  })

  it('lets out what has passed before it was closed, until it has ended', async () => {
    const gate = openGate()
    let go = () => {}
    const waited = new Promise<void>((resolve) => {
      go = resolve
    })
    const query = gate.run(async () => {
      await waited
      gate.checkSend()
      return 'sent'
    })
    gate.close()
    const end = gate.end()
    go()
    expect(await query).toBe('sent')
    await end
    expect(() => gate.checkSend()).toThrow(/TEN604/)
  })

  it('ends when everything that passed has its answer, failures too', async () => {
    const gate = openGate()
    let [done, failed] = [() => {}, () => {}]
    const first = gate.run(
      () =>
        new Promise<void>((resolve) => {
          done = resolve
        }),
    )
    const second = gate.run(
      () =>
        new Promise<void>((_, reject) => {
          failed = () => reject(new Error('no'))
        }),
    )
    gate.close()
    let ended = false
    const waiting = gate.end().then(() => {
      ended = true
    })
    done()
    await first
    await new Promise((resolve) => setImmediate(resolve))
    expect(ended).toBe(false)
    failed()
    await expect(second).rejects.toThrow('no')
    await waiting
    await gate.end()
  })

  it('rejects what waits when the connection is lost, whatever the driver does, and all that comes after', async () => {
    const gate = openGate()
    const [query, savepoint] = [gate.run(never), gate.during(never)]
    const cause = new Error('gone')
    gate.lose(cause)
    for (const waiting of [query, savepoint, gate.run(never), gate.during(never)]) {
      await expect(waiting).rejects.toMatchObject({ code: 'TEN607', cause })
    }
    await gate.end()
    expect(gate.lost).toBe(true)
  })

  it('reports the first reason, not what followed from it', async () => {
    const gate = openGate()
    let fail = (_: Error) => {}
    const query = gate.run(
      () =>
        new Promise<never>((_, reject) => {
          fail = reject
        }),
    )
    gate.refuse(refusedContext)
    fail(Object.assign(new Error('current transaction is aborted'), { code: '25P02' }))
    await expect(query).rejects.toBe(refusedContext)
    gate.lose(new Error('gone'))
    expect(gate.failure).toBe(refusedContext)
    expect(() => gate.check()).toThrow(refusedContext)
  })

  it('survives something that throws before it gives a promise', async () => {
    const gate = openGate()
    const error = new Error('at once')
    const thrown = gate.run(() => {
      throw error
    })
    await expect(thrown).rejects.toBe(error)
    await gate.end()
  })

  it('knows the failure that others followed from', async () => {
    const gate = openGate()
    const first = Object.assign(new Error('division by zero'), { code: '22012' })
    const wrapped = new Error('Failed query', { cause: first })
    const followed = Object.assign(new Error('aborted'), { code: '25P02' })
    await gate.run(() => Promise.reject(wrapped)).catch(() => {})
    await gate.run(() => Promise.reject(followed)).catch(() => {})
    expect(gate.stumble).toBe(first)
  })
})

describe('the gate of a savepoint', () => {
  it('closes by itself, and leaves the outer one open', async () => {
    const outer = openGate()
    const inner = outer.inner()
    inner.close()
    await expect(inner.run(async () => 1)).rejects.toMatchObject({ code: 'TEN604' })
    expect(await outer.run(async () => 1)).toBe(1)
  })

  it('closes with the outer one', async () => {
    const outer = openGate()
    const inner = outer.inner()
    outer.close()
    expect(inner.closed).toBe(true)
    await expect(inner.run(async () => 1)).rejects.toMatchObject({ code: 'TEN604' })
  })

  it('loses its connection with the outer one, in either direction', async () => {
    const outer = openGate()
    const inner = outer.inner()
    const query = inner.run(never)
    inner.lose(new Error('gone'))
    await expect(query).rejects.toMatchObject({ code: 'TEN607' })
    expect([inner.lost, outer.lost]).toEqual([true, true])
    await expect(outer.run(async () => 1)).rejects.toMatchObject({ code: 'TEN607' })
  })

  it('is waited for by the outer one', async () => {
    const outer = openGate()
    let done = () => {}
    const query = outer.inner().run(
      () =>
        new Promise<void>((resolve) => {
          done = resolve
        }),
    )
    let ended = false
    const waiting = outer.end().then(() => {
      ended = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(ended).toBe(false)
    done()
    await Promise.all([query, waiting])
  })

  it('is ended by the outer one, which then knows that it was unfinished', async () => {
    const outer = openGate()
    const savepoint = outer.during(never)
    outer.close()
    await expect(savepoint).rejects.toMatchObject({ code: 'TEN604' })
    expect(outer.unfinished).toBe(true)
    await outer.end()
  })
})
