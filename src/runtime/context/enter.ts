import type { TenantId } from '../../model/tenant-id.js'
import { abortBy } from './abort.js'
import { acquireWithin } from './acquire.js'
import type { Adapter, Opening } from './adapter.js'
import { contextStatement } from './context-statement.js'
import { type DrizzleInside, type DrizzleTx, withoutLog } from './drizzle-inside.js'
import type { Gate } from './gate.js'
import { runGuarded } from './guard-handle.js'
import type { Traces } from './hygiene.js'
import type { Layers } from './layers.js'
import type { QueryCache } from './query-cache.js'
import type { Scope } from './scope.js'
import { readSealer, type SealOptions } from './sealer.js'
import type { ReadOptions } from './transaction-options.js'

/** A database, and how it is reached. */
export interface Target {
  readonly adapter: Adapter
  readonly inside: DrizzleInside
}

/** Whose transaction is wanted, and how it is to run. */
export interface Entry extends ReadOptions {
  /** Null for one across tenants. */
  readonly tenant: TenantId | null
  readonly role: string
  readonly seal: SealOptions
  readonly hygiene: boolean
  /** Whether it ends with its first statement. */
  readonly single: boolean
}

/** What is made for the transaction, and stays known to whoever opens it. */
export interface Inside {
  readonly gate: Gate
  readonly layers: Layers
  readonly cache: QueryCache
  /** Whether the app's log hears nothing of it. */
  readonly quiet: boolean
}

type Outcome = { readonly value: unknown } | { readonly error: unknown }

/** Runs `work` inside one transaction of a tenancy, and gives what it gives. */
export const enter = async (
  { adapter, inside }: Target,
  entry: Entry,
  { gate, layers, cache, quiet }: Inside,
  work: (handle: DrizzleTx, scope: Scope) => Promise<unknown>,
): Promise<unknown> => {
  const { tenant, role, single, mode, settings, readsOnly, signal, hygiene } = entry
  // Without a tenant there is nothing to prove.
  const { sealing, database, bindPid, seal } = readSealer(
    tenant === null ? { key: () => undefined } : entry.seal,
  )
  const traces: Traces = { raw: false }
  const abort = abortBy(signal, gate)
  const source = inside.session.client ?? null
  let outcome: Outcome | null = null
  const opening: Opening = {
    mode,
    role,
    sealing,
    database,
    bindPid,
    gate,
    single,
    early: readsOnly,
    hygiene,
    traces,
    acquire: acquireWithin(entry.acquireTimeoutMs, signal),
    onCancel: abort.onCancel,
    inspect: layers.inspect,
    statement: (database) =>
      contextStatement({
        tenant: tenant ?? '',
        role,
        settings,
        seal: (pid) => (tenant === null ? '' : seal(tenant, { database, pid })),
      }),
  }
  try {
    await adapter(inside, opening, async (tx, only) => {
      const scope: Scope = { tenant, role, gate, only, layers, traces, cache, source }
      try {
        const value = runGuarded(quiet ? withoutLog(tx) : tx, scope, (handle) =>
          Promise.race([work(handle, scope), abort.aborted]),
        )
        outcome = { value: await value }
        abort.clear()
        // A refusal that the callback has caught: an adapter need not know of it.
        if (gate.failure !== null) throw gate.failure
      } catch (error) {
        outcome = { error }
        await abort.settled()
        throw error
      }
    })
  } catch (error) {
    throw reasonOf(error, outcome, gate, signal)
  } finally {
    abort.clear()
  }
  return resultOf(outcome)
}

/**
 * What is thrown where several things have gone wrong: a refused context first, since all else follows from it; then the
 * callback's own error, the same object, whatever became of the rollback; then what came of the connection or COMMIT.
 */
function reasonOf(
  thrown: unknown,
  outcome: Outcome | null,
  { failure, lost }: Gate,
  signal: AbortSignal | undefined,
): unknown {
  if (failure?.code === 'TEN618') return signal?.reason
  if (failure !== null && !lost) return failure
  if (outcome !== null && 'error' in outcome) return outcome.error
  return failure ?? thrown
}

function resultOf(outcome: Outcome | null): unknown {
  if (outcome !== null && 'value' in outcome) return outcome.value
  throw new Error('an adapter ended without having run the callback')
}
