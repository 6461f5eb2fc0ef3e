import { TenancyError } from '../../model/error.js'
import { defaultRoles } from '../../model/settings.js'
import { parseTenantId, type TenantId, type TenantIdType } from '../../model/tenant-id.js'
import { adapterFor } from './driver.js'
import type { DrizzleTx } from './drizzle-inside.js'
import { type Entry, enter, type Target } from './enter.js'
import { openGate } from './gate.js'
import { noLayers } from './layers.js'
import { layersFor } from './layers-for.js'
import { oncePerPool } from './once-per-pool.js'
import { type OnOuterDatabase, watchOuterDatabase } from './outer-database.js'
import { createPredicates } from './predicate/create-predicates.js'
import { openQueryCache } from './query-cache.js'
import { retried } from './retries.js'
import { insideScope, type Scope, scopeOf } from './scope.js'
import type { SealOptions } from './sealer.js'
import type { TenancyTable } from './tenant-tables.js'
import type { AnyPgDatabase, TenantTx } from './tenant-tx.js'
import { readTransactionOptions, type TransactionOptions } from './transaction-options.js'
import { type Aside, createTripwires } from './tripwire/create-tripwires.js'
import type { OnLeak } from './tripwire/record-leak.js'

export interface ContextSettings {
  /** The type of the tenants' key. Default uuid. */
  readonly type?: TenantIdType
  /** The role inside a tenant. Default tenantry_app. */
  readonly appRole?: string
  readonly seal?: SealOptions
  /**
   * Whether a connection is cleaned up after each transaction of what it has left in the session: settings and a role
   * set for the session, advisory locks, cursors, LISTEN, prepared names. In the same message as COMMIT. Default true.
   */
  readonly hygiene?: boolean
  /** The manifest's tables. Without them the marks in the schema that drizzle was given say whose rows are whose. */
  readonly tables?: readonly TenancyTable[]
  readonly layers?: LayerOptions
  readonly onLeak?: OnLeak
  /**
   * Told when the database is used inside its own `withTenant`, instead of `tx`. Default: a warning of Node's, once for
   * each statement, but not in production. A function that throws refuses the query; false says nothing.
   */
  readonly onOuterDatabase?: OnOuterDatabase | false
  /** Has to pass before a pool's first transaction; its failure refuses that one, and the next one tries again. */
  readonly verify?: (db: AnyPgDatabase) => Promise<void>
}

/** What stands on top of the database's own policies; each holds alone. */
export interface LayerOptions {
  /**
   * Whether every answer is looked at for rows of other tenants: none reaches the caller, whatever became of the
   * policies. Default true.
   */
  readonly tripwire?: boolean
  /**
   * Whether the tenant is added to what drizzle's builders build: a condition to what they read, change and delete, the
   * value to what they insert. Default true.
   */
  readonly predicate?: boolean
}

/**
 * Runs `fn` in one transaction in which only that tenant exists, and gives what it gives. An error of the callback
 * passes as the same object, after a rollback. `withTenant(tx, sameId, fn)` inside it is a savepoint.
 *
 * @param db a drizzle database over Postgres, or the `tx` of another `withTenant`
 * @param tenantId the tenant's key; validated before a connection is taken
 * @throws TenancyError TEN601 malformed id; TEN602 malformed key; TEN603 another tenant inside a tenant; TEN604 a
 * handle used after its end; TEN605 a failed statement whose error was swallowed; TEN606 BEGIN or context refused;
 * TEN607 connection lost; TEN608 no database; TEN610 would wait for itself; TEN611 bad option; TEN612 ended before its
 * savepoint; TEN613 a row of another tenant in an answer; TEN614 a row given to another tenant; TEN619 a drizzle that
 * is not known; TEN626 a database that was to be verified and is not isolated. A connection or a COMMIT fails with the
 * driver's own error, a statement with drizzle's.
 * @example
 * const rows = await withTenant(db, session.tenantId, (tx) => tx.select().from(invoices))
 */
export interface WithTenant {
  <D extends AnyPgDatabase, R>(
    db: D | TenantTx<D>,
    tenantId: string | number | bigint,
    fn: (tx: TenantTx<D>) => Promise<R> | R,
    options?: TransactionOptions,
  ): Promise<R>
  /**
   * One statement that reads, in a single round trip: BEGIN READ ONLY, the context, the statement and COMMIT go out
   * together, where the driver can (postgres.js, node-postgres).
   *
   * @throws TenancyError as `withTenant`, and TEN617 for a second statement
   * @example
   * const rows = await withTenant.one(db, session.tenantId, (tx) => tx.select().from(invoices))
   */
  one<D extends AnyPgDatabase, R>(
    db: D | TenantTx<D>,
    tenantId: string | number | bigint,
    fn: (tx: TenantTx<D>) => Promise<R> | R,
    options?: Omit<TransactionOptions, 'accessMode'>,
  ): Promise<R>
}

export interface TenantContext {
  readonly withTenant: WithTenant
  /** @throws TenancyError TEN601 when the value is no id of this tenancy */
  readonly parseTenantId: (value: unknown) => TenantId
}

export const createContext = ({
  type = 'uuid',
  appRole = defaultRoles.app,
  seal = {},
  hygiene = true,
  tables,
  layers = {},
  onLeak,
  onOuterDatabase,
  verify,
}: ContextSettings = {}): TenantContext => {
  const verified = verify === undefined ? () => undefined : oncePerPool(verify)
  const openTripwire = createTripwires({ type, tables, onLeak })
  const openPredicate = createPredicates({ type, tables })
  const run = async (
    db: unknown,
    tenantId: unknown,
    fn: Callback,
    options: TransactionOptions | undefined,
    single: boolean,
  ): Promise<unknown> => {
    const tenant = parseTenantId(tenantId, type)
    const outer = scopeOf(db)
    if (outer !== null) return savepoint(db, outer, { tenant, role: appRole }, fn, options)
    const target = adapterFor(db)
    watchOuterDatabase(target, onOuterDatabase)
    const given = readTransactionOptions(single ? { ...options, accessMode: 'read only' } : (options ?? {}))
    const wanted = { tenant, role: appRole, seal, hygiene, single, ...given }
    const { session } = target.inside
    const pending = verified(session.client ?? session, db as AnyPgDatabase)
    if (pending !== undefined) await pending
    const once = () => transaction(target, wanted, fn)
    return retried(once, given.retries)
  }

  const transaction = async (target: Target, wanted: Wanted, fn: Callback): Promise<unknown> => {
    const { tenant, snapshot } = wanted
    const gate = openGate(wanted.single)
    const openCache = () => openQueryCache({ tenant, role: appRole, snapshot })
    const cache = openCache()
    const aside: Aside = async (how, work) => {
      await enter(
        target,
        { ...wanted, ...ownOptions[how] },
        { gate: openGate(), cache: openCache(), layers: noLayers, quiet: true },
        work,
      )
    }
    const predicate =
      (wanted.predicate ?? layers.predicate ?? true) ? openPredicate(tenant, target.inside.dialect) : null
    const tripwire =
      (wanted.tripwire ?? layers.tripwire ?? true)
        ? await openTripwire(target.inside, { tenant, refuse: gate.refuse, aside })
        : null
    const own = { gate, cache, layers: layersFor({ predicate, tripwire }), quiet: false }
    try {
      return await enter(target, wanted, own, (handle, scope) =>
        insideScope(scope, () => fn(handle as never)),
      )
    } catch (error) {
      await tripwire?.report(error)
      throw error
    } finally {
      await cache.settle()
    }
  }

  const withTenant = (db: unknown, tenantId: unknown, fn: Callback, options?: TransactionOptions) =>
    run(db, tenantId, fn, options, false)
  const one = (db: unknown, tenantId: unknown, fn: Callback, options?: TransactionOptions) =>
    run(db, tenantId, fn, options, true)
  return {
    withTenant: Object.assign(withTenant, { one }) as WithTenant,
    parseTenantId: (value) => parseTenantId(value, type),
  }
}

type Wanted = Entry & { readonly tenant: TenantId }

/** How transactions of our own run: whatever the app's may take. */
const ownOptions = {
  'read only': { mode: 'read only', readsOnly: true, single: true, settings: [] },
  'read write': { mode: '', readsOnly: false, single: false, settings: [], signal: undefined },
} as const

type Callback = (tx: never) => unknown

async function savepoint(
  tx: unknown,
  outer: Scope,
  { tenant, role }: { readonly tenant: TenantId; readonly role: string },
  fn: Callback,
  options: TransactionOptions | undefined,
): Promise<unknown> {
  outer.gate.check()
  if (outer.tenant !== tenant) {
    throw new TenancyError(
      'TEN603',
      `a transaction ${outer.tenant === null ? 'across tenants' : `of tenant ${JSON.stringify(outer.tenant)}`} cannot become one of ${JSON.stringify(String(tenant))}. Run withTenant with the database, outside this one.`,
    )
  }
  if (outer.role !== role) {
    throw new TenancyError(
      'TEN603',
      `a transaction that runs as ${outer.role} cannot become one of a tenancy whose role is ${role}. Run withTenant with the database, outside this one.`,
    )
  }
  if (options !== undefined && Object.keys(options).length > 0) {
    throw new TenancyError(
      'TEN611',
      'withTenant(tx, …) is a savepoint: options belong to the outer withTenant.',
    )
  }
  const handle = tx as Pick<DrizzleTx, 'transaction'>
  return handle.transaction(async (inner) => await fn(inner as never))
}
