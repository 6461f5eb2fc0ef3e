import { AsyncLocalStorage } from 'node:async_hooks'
import type { Gate } from './gate.js'

/** One tenancy transaction while its callback runs. */
export interface Scope {
  readonly tenant: string
  readonly role: string
  readonly gate: Gate
  /** The driver's client that holds the transaction, for those that have one connection only. */
  readonly only: object | null
}

/** What drizzle databases have inside, as far as we rely on it (guarded by test/runtime/context/drizzle-internals.test.ts). */
export interface DrizzleInside {
  readonly session: { readonly client?: object; readonly schema?: unknown; readonly options?: unknown }
  readonly dialect: object
}

// Handles are known by what every one of them holds: its facade of the client, or its session.
const scopes = new WeakMap<object, Scope>()

export const rememberScope = (anchor: object, scope: Scope): void => {
  scopes.set(anchor, scope)
}

/** The tenancy transaction that a handle belongs to, at any depth of savepoints; null for everything else. */
export const scopeOf = (db: unknown): Scope | null => {
  const { session } = db as Partial<DrizzleInside>
  if (session === undefined) return null
  return scopes.get(session) ?? (session.client ? scopes.get(session.client) : undefined) ?? null
}

/** The transaction whose callback the running code belongs to. */
export const runningScope = new AsyncLocalStorage<Scope>()
