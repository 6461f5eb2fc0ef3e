import { TenancyError } from '../../model/error.js'
import { runningScope } from './scope.js'

/** How a connection is asked for. */
export interface Asked<C> {
  readonly connection: Promise<C>
  /** Takes the question back, where that is possible; the connection may come all the same. */
  readonly giveUp: () => void
}

/**
 * Waits for a connection of a pool, but not for ever and not for itself.
 *
 * @param max connections of the pool
 * @param late what is to become of a connection that comes when nobody waits for it any more
 * @throws TenancyError TEN610 when every connection of the pool is held by a transaction that waits for one of the same
 * pool, TEN616 when none came in time; what `start` is rejected with; the signal's reason
 */
export type Acquire = <C>(
  source: object,
  max: number,
  start: () => Asked<C>,
  late: (connection: C) => void,
) => Promise<{ readonly connection: C; readonly release: () => void }>

interface Pool {
  /** Transactions of ours that hold a connection. */
  holding: number
  /** Those among them whose callback waits for another connection of the pool. */
  stuck: number
}

const pools = new WeakMap<object, Pool>()

/** @param timeoutMs 0 for no limit */
export const acquireWithin =
  (timeoutMs: number, signal: AbortSignal | undefined): Acquire =>
  async (source, max, start, late) => {
    const pool = poolOf(source)
    const inside = isHeldBy(source)
    if (inside && pool.holding >= max && pool.stuck + 1 >= pool.holding) throw wouldWaitForItself(max)
    if (inside) pool.stuck += 1
    const { connection: asked, giveUp } = start()
    const limit = limitOf(timeoutMs, signal)
    try {
      const connection = await Promise.race([asked, limit.reached])
      pool.holding += 1
      return { connection, release: once(() => (pool.holding -= 1)) }
    } catch (error) {
      giveUp()
      asked.then(late, () => {})
      throw error
    } finally {
      limit.clear()
      if (inside) pool.stuck -= 1
    }
  }

/** A promise that is rejected when it has taken too long, or when the signal says so. */
function limitOf(
  timeoutMs: number,
  signal: AbortSignal | undefined,
): { readonly reached: Promise<never>; readonly clear: () => void } {
  let clear = () => {}
  const reached = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal?.reason)
    const timer = timeoutMs === 0 ? undefined : setTimeout(() => reject(noneFree(timeoutMs)), timeoutMs)
    signal?.addEventListener('abort', onAbort)
    clear = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  })
  return { reached, clear }
}

const once = (run: () => void): (() => void) => {
  let ran = false
  return () => {
    if (!ran) run()
    ran = true
  }
}

const wouldWaitForItself = (max: number) =>
  new TenancyError(
    'TEN610',
    `withTenant(db, …) inside withTenant would wait for itself: the pool's ${max === 1 ? 'only connection is' : `${max} connections are all`} held by transactions that wait for another one. Use tx: withTenant(tx, …) is a savepoint.`,
  )

const noneFree = (timeoutMs: number) =>
  new TenancyError(
    'TEN616',
    `no connection of the pool became free within ${timeoutMs} ms. Transactions hold theirs for too long, or the pool is too small; acquireTimeoutMs says how long to wait.`,
  )

function poolOf(source: object): Pool {
  const known = pools.get(source)
  if (known !== undefined) return known
  const pool = { holding: 0, stuck: 0 }
  pools.set(source, pool)
  return pool
}

/** Whether the running code belongs to a transaction that holds a connection of the pool. */
const isHeldBy = (source: object): boolean => {
  const running = runningScope.getStore()
  return running?.source === source && !running.gate.closed
}
