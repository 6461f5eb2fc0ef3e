import { describe, expect, it } from 'vitest'
import { oncePerPool } from '../../../src/runtime/context/once-per-pool.js'

const pool = () => ({})

describe('a check once for each pool', () => {
  it('is shared by all who come meanwhile, and costs nothing afterwards', async () => {
    let checks = 0
    let pass = () => {}
    const check = oncePerPool(async (_: string) => {
      checks += 1
      await new Promise<void>((resolve) => {
        pass = resolve
      })
    })
    const [a, b] = [pool(), pool()]
    const waiting = [check(a, 'x'), check(a, 'y')]
    expect(checks).toBe(1)
    pass()
    await Promise.all(waiting)
    expect(check(a, 'x')).toBeUndefined()
    expect(checks).toBe(1)
    const other = check(b, 'x')
    expect(checks).toBe(2)
    pass()
    await other
  })

  it('fails for all who waited, and is tried again by the next', async () => {
    let [checks, fails] = [0, true]
    const check = oncePerPool(async () => {
      checks += 1
      await Promise.resolve()
      if (fails) throw new Error('no')
    })
    const it = pool()
    const waiting = await Promise.allSettled([check(it, null), check(it, null)])
    expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(checks).toBe(1)
    await expect(check(it, null)).rejects.toThrow('no')
    fails = false
    await check(it, null)
    expect(checks).toBe(3)
    expect(check(it, null)).toBeUndefined()
  })
})
