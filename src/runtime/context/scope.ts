import { AsyncLocalStorage } from 'node:async_hooks'
import type { TenantId } from '../../model/tenant-id.js'
import type { DrizzleInside } from './drizzle-inside.js'
import type { Gate } from './gate.js'
import type { Traces } from './hygiene.js'
import type { Layers } from './layers.js'
import type { QueryCache } from './query-cache.js'

/** A tenancy transaction, or a savepoint in one, while its callback runs. */
export interface Scope {
  /** Null across tenants. */
  readonly tenant: TenantId | null
  readonly role: string
  readonly gate: Gate
  readonly layers: Layers
  readonly traces: Traces
  readonly cache: QueryCache
  /** The driver's client: a pool, or a single connection. */
  readonly source: object | null
  /** The driver's client that holds the transaction, for those that have one connection only. */
  readonly only: object | null
}

// Every handle has a session of its own, which copies and proxies of the handle share.
const scopes = new WeakMap<object, Scope>()

export const rememberScope = (session: object, scope: Scope): void => {
  scopes.set(session, scope)
}

/** The tenancy transaction that a handle belongs to, at any depth of savepoints; null for everything else. */
export const scopeOf = (db: unknown): Scope | null => {
  const session = (db as Partial<DrizzleInside> | null | undefined)?.session
  return (session && scopes.get(session)) ?? null
}

/** The transaction whose callback the running code belongs to. */
export const runningScope = new AsyncLocalStorage<Scope>()

/** Runs a callback as the scope's. An async function, since a query builder is sent only when it is awaited: inside, not after. */
export const insideScope = (scope: Scope, callback: () => unknown): Promise<unknown> =>
  runningScope.run(scope, async () => await callback())
