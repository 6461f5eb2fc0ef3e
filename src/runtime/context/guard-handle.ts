import { TenancyError } from '../../model/error.js'
import { isConnectionLoss } from './connection-loss.js'
import { type DrizzleSession, type DrizzleTx, renamed, withSession } from './drizzle-inside.js'
import type { Gate } from './gate.js'
import type { Prepared } from './layers.js'
import { rememberScope, type Scope } from './scope.js'

/**
 * Drizzle's handle over a session of which every query passes the scope's gate each time it runs: builders, relational
 * queries, raw SQL, `$count`, and statements that were prepared on it. Handles of savepoints are guarded in the same
 * way, and end with their own callback. Here, and not in the client below, so that our errors reach the caller as they
 * are: drizzle wraps whatever its client throws, and puts the parameters into the message.
 */
const guardHandle = (tx: DrizzleTx, scope: Scope): DrizzleTx => {
  const dialect = scope.layers.dialect(tx.dialect)
  const session = guardSession(tx.session, scope, dialect)
  rememberScope(session, scope)
  const handle = withSession(tx, session, dialect)
  const nested = handle.transaction.bind(handle)
  const count = handle.$count.bind(handle)
  return Object.defineProperties(handle, {
    transaction: {
      value: <R>(fn: (tx: DrizzleTx) => Promise<R>): Promise<R> => {
        const gate = scope.gate.inner()
        return scope.gate.during(() => nested((inner) => runGuarded(inner, { ...scope, gate }, fn)))
      },
    },
    $count: {
      value: (source: unknown, filter?: unknown) => count(source, scope.layers.counted(source, filter)),
    },
    $cache: {
      value: { invalidate: (what: object) => scope.cache.invalidate(cacheOf(tx.session), what) },
    },
  })
}

/**
 * Runs a callback with a guarded handle, then closes the handle and waits for what it has started: a query that nobody
 * awaited belongs to the transaction all the same, and its failure must be known before COMMIT.
 *
 * @throws TenancyError TEN612 when the callback ended before one of its savepoints did
 */
export const runGuarded = async <R>(
  tx: DrizzleTx,
  scope: Scope,
  fn: (tx: DrizzleTx) => Promise<R>,
): Promise<R> => {
  const { gate } = scope
  try {
    const value = await fn(guardHandle(tx, scope))
    gate.close()
    if (!gate.unfinished) return value
  } finally {
    await gate.end()
  }
  throw new TenancyError(
    'TEN612',
    'nothing was kept: the callback ended while a savepoint of it was still running. Await every tx.transaction(…).',
  )
}

function guardSession(session: DrizzleSession, scope: Scope, dialect: object): DrizzleSession {
  const { gate, traces, cache, layers } = scope
  return Object.create(session, {
    dialect: { value: dialect },
    prepareQuery: {
      value: (...args: readonly unknown[]) => {
        const [raw, reads] = [isRaw(args), isRead(args)]
        const query = session.prepareQuery(...renamed(args, layers.statementName))
        // A savepoint's query is guarded by the outer handles' sessions as well.
        if (!Object.hasOwn(query, 'queryWithCache')) watchQuery(query, args, scope)
        return guardQuery(query, gate, () => {
          traces.raw ||= raw
          if (!reads) cache.writes()
        })
      },
    },
  })
}

/** Puts the tenant's cache in the place of the app's, and looks at all that comes out of it or of the database. */
function watchQuery(query: object, args: readonly unknown[], { layers, cache }: Scope): void {
  const { queryWithCache } = query as {
    queryWithCache(text: string, params: readonly unknown[], send: () => Promise<unknown>): Promise<unknown>
  }
  const look = layers.watching(args as unknown as Prepared)
  Object.defineProperties(query, {
    cache: { value: cache.over(cacheOf(query)) },
    queryWithCache: {
      value: async (...given: Parameters<typeof queryWithCache>) => {
        const result = await queryWithCache.apply(query, given)
        look(given[0], result)
        return result
      },
    },
  })
}

const cacheOf = (holder: object): unknown => (holder as { readonly cache?: unknown }).cache

/** Whether a statement comes from `execute`: neither from a builder, which names its fields or tables, nor relational. */
const isRaw = ([, fields, , , mapper, metadata]: readonly unknown[]): boolean =>
  fields === undefined && mapper === undefined && metadata === undefined

/** Whether it is a select of a builder's, or relational. */
const isRead = ([, , , , mapper, metadata]: readonly unknown[]): boolean =>
  mapper !== undefined || (metadata as { readonly type?: unknown } | undefined)?.type === 'select'

const ways = ['execute', 'all', 'values']

function guardQuery(query: object, gate: Gate, onRun: () => void): object {
  for (const way of ways) {
    const run: unknown = Reflect.get(query, way)
    if (typeof run !== 'function') continue
    Object.defineProperty(query, way, {
      configurable: true,
      value: (...args: readonly unknown[]) =>
        gate.run(async () => {
          onRun()
          try {
            return await run.apply(query, args)
          } catch (error) {
            // The cause of drizzle's error is what the driver said, and nobody else.
            const said = error instanceof Error ? error.cause : undefined
            if (isConnectionLoss(said)) gate.lose(said)
            throw error
          }
        }),
    })
  }
  return query
}
