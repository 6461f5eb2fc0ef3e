import { TenancyError } from '../../model/error.js'
import { quoteIdent } from '../../model/quote.js'
import { defaultRoles } from '../../model/settings.js'
import { hasEntry, writeEntry } from '../audit/write-entry.js'
import type { AdminTx } from './admin-tx.js'
import { adapterFor } from './driver.js'
import type { DrizzleTx } from './drizzle-inside.js'
import { endedByCallback } from './ended-by-callback.js'
import { type Entry, enter, type Target } from './enter.js'
import { openGate } from './gate.js'
import { noLayers } from './layers.js'
import { openQueryCache } from './query-cache.js'
import { retried } from './retries.js'
import { insideScope, runningScope, type Scope, scopeOf } from './scope.js'
import type { AnyPgDatabase } from './tenant-tx.js'
import { readTransactionOptions, type TransactionOptions } from './transaction-options.js'

/** Who looks at all tenants, and why: what the audit log will say. */
export interface AcrossReason {
  /** The person or the job, as your organisation knows it. */
  readonly actor: string
  readonly reason: string
}

/** Those of `withTenant`, but what has to do with one tenant; and it always writes, namely who did it. */
export type AcrossOptions = Omit<TransactionOptions, 'accessMode' | 'tripwire' | 'predicate'>

/**
 * Runs `fn` in one transaction in which all tenants exist: the one way to see them all, and it leaves a trace. An entry
 * in the security audit log (event `across_tenants`) is written before the callback and kept with what it does; when it
 * fails, an entry of its own says so.
 *
 * It needs a login that may become the admin role, which the app's login may not. Nothing makes that grant: make a login
 * for your back office, and `grant tenantry_admin to ops_login` (from Postgres 16 on `with inherit false`, so that it
 * sees nothing outside `acrossTenants` either).
 *
 * @param db a drizzle database that is connected as such a login
 * @throws TenancyError TEN620 without an actor or a reason; TEN621 when the login may not become the admin role; TEN627
 * inside another transaction of a tenancy on the same database; otherwise as `withTenant`
 * @example
 * const totals = await acrossTenants(opsDb, { actor: 'ann@example.com', reason: 'invoice run 2026-11' }, (tx) =>
 *   tx.select({ tenant: invoices.tenantId, total: sum(invoices.total) }).from(invoices).groupBy(invoices.tenantId))
 */
export type AcrossTenants = <D extends AnyPgDatabase, R>(
  db: D,
  why: AcrossReason,
  fn: (tx: AdminTx<D>) => Promise<R> | R,
  options?: AcrossOptions,
) => Promise<R>

export interface AcrossSettings {
  /** Default tenantry_admin. */
  readonly adminRole?: string
}

export const createAcrossTenants = ({
  adminRole: role = defaultRoles.admin,
}: AcrossSettings = {}): AcrossTenants => {
  const acrossTenants = async (
    db: unknown,
    why: unknown,
    fn: (tx: never) => unknown,
    options: AcrossOptions = {},
  ): Promise<unknown> => {
    const { actor, reason } = readReason(why)
    refuseFixed(options)
    refuseInside(db)
    const target = adapterFor(db, 'acrossTenants')
    const entry = {
      ...readTransactionOptions(options),
      tenant: null,
      role,
      seal: {},
      hygiene: true,
      single: false,
    }
    let begun = false
    const once = () =>
      open(target, entry, false, async (handle, scope) => {
        const id = await writeEntry(handle, { event, actor, details: { reason } })
        scope.traces.raw = false
        begun = true
        const value = await insideScope(scope, () => fn(handle as never))
        // Builders cannot end a transaction, and most adapters see it; not the one for other drivers.
        if (scope.traces.raw) await checkEntry(handle, id)
        return value
      })
    try {
      return await retried(once, entry.retries)
    } catch (error) {
      if (!begun) throw adminRefused(error, role)
      await open(target, { ...entry, mode: '', settings: [], signal: undefined }, true, (handle) =>
        writeEntry(handle, { event, actor, details: { reason, failed: true } }),
      ).catch(warnUnrecorded)
      throw error
    }
  }
  return acrossTenants as AcrossTenants
}

const event = 'across_tenants'

const open = (
  target: Target,
  entry: Entry,
  quiet: boolean,
  work: (handle: DrizzleTx, scope: Scope) => Promise<unknown>,
): Promise<unknown> => {
  const { tenant, role, snapshot } = entry
  const inside = {
    gate: openGate(),
    layers: noLayers,
    cache: openQueryCache({ tenant, role, snapshot }),
    quiet,
  }
  return enter(target, entry, inside, work).finally(() => inside.cache.settle())
}

/** @throws TenancyError TEN615 when the entry is no longer what the transaction will keep */
async function checkEntry(handle: DrizzleTx, id: string): Promise<void> {
  const there = await hasEntry(handle, id).catch((error: unknown) => {
    const { code } = ((error as { readonly cause?: unknown }).cause ?? {}) as { readonly code?: unknown }
    // A failed statement, swallowed: COMMIT will say so. Anything else is said to the login, whose transaction is gone.
    return code === '25P02'
  })
  if (!there) throw endedByCallback()
}

function readReason(why: unknown): AcrossReason {
  const { actor, reason } = (why ?? {}) as Partial<Record<keyof AcrossReason, unknown>>
  const missing = Object.entries({ actor, reason }).find(
    ([, text]) => typeof text !== 'string' || text.trim() === '',
  )
  if (missing === undefined) return { actor, reason } as AcrossReason
  throw new TenancyError(
    'TEN620',
    `acrossTenants needs an ${missing[0] === 'actor' ? 'actor, who does it,' : 'reason, why it is done,'} as a text that is not empty: it goes into the audit log.`,
  )
}

function refuseFixed(options: AcrossOptions): void {
  const fixed = ['accessMode', 'tripwire', 'predicate'].find((name) => name in options)
  if (fixed === undefined) return
  throw new TenancyError(
    'TEN611',
    `acrossTenants has no option ${fixed}: it always writes, namely to the audit log, and no tenant is held against its rows.`,
  )
}

function refuseInside(db: unknown): void {
  const client = (db as { readonly session?: { readonly client?: unknown } } | null | undefined)?.session
    ?.client
  const running = runningScope.getStore()
  const within =
    scopeOf(db) ?? (running?.source === client && running?.gate.closed === false ? running : null)
  if (within === null) return
  throw new TenancyError(
    'TEN627',
    `acrossTenants cannot run inside ${within.tenant === null ? 'another acrossTenants' : 'withTenant'} on the same database: ${within.tenant === null ? 'use its tx' : 'what runs for one tenant must not become all of them'}. Run it outside.`,
  )
}

/** What the refusal of the role means here; every other error as it is. */
function adminRefused(error: unknown, role: string): unknown {
  if (!(error instanceof TenancyError) || error.code !== 'TEN606') return error
  const { code, message } = (error.cause ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  // May not become it; there is no such role.
  if (code !== '42501' && code !== '22023') return error
  return new TenancyError(
    'TEN621',
    `this login cannot work across tenants: ${message}. Nothing has run. The app's login never can; connect as one of your back office that was granted the role: \`grant ${quoteIdent(role)} to ops_login\`, from Postgres 16 on \`with inherit false, set true\`.`,
    { cause: error.cause },
  )
}

/** The callback's own error is what the caller must see. */
const warnUnrecorded = (error: unknown): void => {
  process.emitWarning(
    `an acrossTenants that failed could not be written to the audit log: ${error instanceof Error ? error.message : String(error)}`,
    { type: 'TenantryWarning', code: 'TENANTRY_UNRECORDED' },
  )
}
