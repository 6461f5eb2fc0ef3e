import { TenancyError } from '../../model/error.js'
import { defaultRoles } from '../../model/settings.js'
import { parseTenantId, type TenantId, type TenantIdType } from '../../model/tenant-id.js'
import { contextStatement } from './context-statement.js'
import { adapterFor } from './driver.js'
import type { DrizzleTx } from './drizzle-inside.js'
import { type Gate, openGate } from './gate.js'
import { runGuarded } from './guard-handle.js'
import { type Answer, type Layers, noLayers } from './layers.js'
import { runningScope, type Scope, scopeOf } from './scope.js'
import { readSealer, type SealOptions } from './sealer.js'
import type { AnyPgDatabase, TenantTx } from './tenant-tx.js'
import { readTransactionOptions, type TransactionOptions } from './transaction-options.js'

export interface ContextSettings {
  /** The type of the tenants' key. Default uuid. */
  readonly type?: TenantIdType
  /** The role inside a tenant. Default tenantry_app. */
  readonly appRole?: string
  readonly seal?: SealOptions
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
 * savepoint. A connection or a COMMIT fails with the driver's own error, a statement with drizzle's.
 * @example
 * const rows = await withTenant(db, session.tenantId, (tx) => tx.select().from(invoices))
 */
export type WithTenant = <D extends AnyPgDatabase, R>(
  db: D | TenantTx<D>,
  tenantId: string | number | bigint,
  fn: (tx: TenantTx<D>) => Promise<R> | R,
  options?: TransactionOptions,
) => Promise<R>

export interface TenantContext {
  readonly withTenant: WithTenant
  /** @throws TenancyError TEN601 when the value is no id of this tenancy */
  readonly parseTenantId: (value: unknown) => TenantId
}

export const createContext = ({
  type = 'uuid',
  appRole = defaultRoles.app,
  seal = {},
}: ContextSettings = {}): TenantContext => {
  const run = async (
    db: unknown,
    tenantId: unknown,
    fn: Callback,
    options?: TransactionOptions,
  ): Promise<unknown> => {
    const tenant = parseTenantId(tenantId, type)
    const outer = scopeOf(db)
    if (outer !== null) return savepoint(db, outer, { tenant, role: appRole }, fn, options)
    const { adapter, inside } = adapterFor(db)
    const { mode, settings } = readTransactionOptions(options ?? {})
    const { sealing, database, bindPid, seal: sealFor } = readSealer(seal)
    const gate = openGate()
    const layers: Layers = noLayers
    let outcome: Outcome | null = null
    try {
      await adapter(
        inside,
        {
          mode,
          role: appRole,
          sealing,
          database,
          bindPid,
          gate,
          inspect: inspectionOf(layers, gate),
          statement: (database) =>
            contextStatement({
              tenant,
              role: appRole,
              settings,
              seal: (pid) => sealFor(tenant, { database, pid }),
            }),
        },
        async (tx, only) => {
          const scope: Scope = { tenant, role: appRole, gate, only, layers }
          try {
            outcome = { value: await runGuarded(tx, scope, (handle) => inScope(scope, handle, fn)) }
          } catch (error) {
            outcome = { error }
            throw error
          }
        },
      )
    } catch (error) {
      throw reasonOf(error, outcome, gate)
    }
    return resultOf(outcome)
  }
  return { withTenant: run as WithTenant, parseTenantId: (value) => parseTenantId(value, type) }
}

/** What an inspection throws refuses the transaction: nothing more is sent on it, and it cannot be committed. */
const inspectionOf =
  (layers: Layers, gate: Gate) =>
  (answer: Answer): void => {
    try {
      layers.inspect(answer)
    } catch (error) {
      if (error instanceof TenancyError) gate.refuse(error)
      throw error
    }
  }

type Callback = (tx: never) => unknown
type Outcome = { readonly value: unknown } | { readonly error: unknown }

// An async function, since a query builder is sent only when it is awaited: inside, not after.
const inScope = (scope: Scope, handle: DrizzleTx, fn: Callback): Promise<unknown> =>
  runningScope.run(scope, async () => await fn(handle as never))

/**
 * What is thrown where several things have gone wrong: a refused context first, since all else follows from it; then the
 * callback's own error, the same object, whatever became of the rollback; then what came of the connection or COMMIT.
 */
function reasonOf(thrown: unknown, outcome: Outcome | null, { failure, lost }: Gate): unknown {
  if (failure !== null && !lost) return failure
  if (outcome !== null && 'error' in outcome) return outcome.error
  return failure ?? thrown
}

function resultOf(outcome: Outcome | null): unknown {
  if (outcome !== null && 'value' in outcome) return outcome.value
  throw new Error('an adapter ended without having run the callback')
}

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
      `a transaction of tenant ${JSON.stringify(outer.tenant)} cannot become one of ${JSON.stringify(String(tenant))}. Run withTenant with the database for the other tenant, outside this one.`,
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
