import { TenancyError } from '../../model/error.js'
import { generic } from './adapters/generic.js'
import type { DrizzleSession } from './drizzle-inside.js'
import type { Target } from './enter.js'
import { runningScope } from './scope.js'

/**
 * Told when the database that a tenant's transaction was opened on is used inside of it, instead of `tx`. What it throws,
 * the query is rejected with.
 */
export type OnOuterDatabase = (misuse: TenancyError) => void

const told = new WeakMap<DrizzleSession, OnOuterDatabase>()

/**
 * Looks out for a database that is used inside a transaction of its own. Two methods of the session that the user's
 * handle has anyway are put over its own ones, which is as little as will do: a proxy for the driver's client would be
 * seen by everybody who holds that client, and the handle cannot be replaced, since the user has it already. Our own
 * sessions are others, and are not looked at; drivers without an adapter share theirs, and are left alone. Statements
 * that were prepared before the first transaction are missed.
 *
 * @param onUse default: a warning of Node's (TENANTRY_OUTER_DB), once for each statement, but not in production; false:
 * nothing
 */
export const watchOuterDatabase = (
  { adapter, inside: { session } }: Target,
  onUse: OnOuterDatabase | false | undefined,
): void => {
  const tell = onUse ?? (process.env.NODE_ENV === 'production' ? false : warn)
  if (tell === false || adapter === generic) return
  const watched = told.has(session)
  told.set(session, tell)
  if (!watched) watch(session)
}

function watch(session: DrizzleSession): void {
  const { prepareQuery, transaction } = session
  const look = (what: string) => {
    const running = runningScope.getStore()
    if (running === undefined || running.gate.closed || running.source !== session.client) return
    told.get(session)?.(outerDatabase(what))
  }
  Object.defineProperties(session, {
    prepareQuery: {
      configurable: true,
      writable: true,
      value(this: DrizzleSession, ...args: readonly unknown[]) {
        const query = prepareQuery.apply(this, [...args])
        return lookAtEach(query, () => look(textOf(args[0])))
      },
    },
    transaction: {
      configurable: true,
      writable: true,
      async value(this: DrizzleSession, ...args: Parameters<typeof transaction>) {
        look('a transaction')
        return transaction.apply(this, args)
      },
    },
  })
}

/** Each time it runs, which may be in another place than it was prepared in. */
function lookAtEach(query: object, look: () => void): object {
  for (const way of ['execute', 'all', 'values']) {
    const run: unknown = Reflect.get(query, way)
    if (typeof run !== 'function') continue
    Object.defineProperty(query, way, {
      configurable: true,
      writable: true,
      value: async (...args: readonly unknown[]) => {
        look()
        return run.apply(query, args)
      },
    })
  }
  return query
}

const textOf = (query: unknown): string => {
  const { sql } = (query ?? {}) as { readonly sql?: unknown }
  const text = typeof sql === 'string' ? sql : 'a query'
  return text.length > longest ? `${text.slice(0, longest)} …` : text
}

// Enough to find it.
const longest = 200

const outerDatabase = (what: string): TenancyError =>
  new TenancyError(
    'TEN625',
    `the database was used inside withTenant, instead of tx: ${what}. It runs on another connection, without the tenant, and is neither undone with the transaction nor sees what that has done. Use the tx that withTenant gives to its callback.`,
  )

const warned = new Set<string>()

const warn: OnOuterDatabase = ({ message }) => {
  // Where a builder is awaited its stack is gone: the statement is what tells one place from another.
  if (warned.has(message) || warned.size >= 100) return
  warned.add(message)
  process.emitWarning(message, { type: 'TenantryWarning', code: 'TENANTRY_OUTER_DB' })
}
