import { TenancyError } from '../../model/error.js'
import { defaultRoles } from '../../model/settings.js'
import { parseTenantId, type TenantId, type TenantIdType } from '../../model/tenant-id.js'
import { contextStatement } from './context-statement.js'
import { adapterFor } from './driver.js'
import { openGate } from './gate.js'
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
 * handle used after its end; TEN605 a failed statement whose error was swallowed; TEN606 context refused; TEN607
 * connection lost; TEN608 no database; TEN610 would wait for itself; TEN611 bad option
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
    fn: (tx: never) => unknown,
    options?: TransactionOptions,
  ): Promise<unknown> => {
    const tenant = parseTenantId(tenantId, type)
    const outer = scopeOf(db)
    if (outer !== null) return savepoint(db, outer, tenant, fn, options)
    const { adapter, inside } = adapterFor(db)
    const { mode, settings } = readTransactionOptions(options ?? {})
    const sealer = readSealer(seal)
    return adapter(
      inside,
      {
        mode,
        sealing: sealer.sealing,
        database: sealer.database,
        bindPid: sealer.bindPid,
        statement: (database) =>
          contextStatement({
            tenant,
            role: appRole,
            settings,
            seal: (pid) => sealer.seal(tenant, { database, pid }),
          }),
        scope: (only) => ({ tenant, role: appRole, gate: openGate(), only }),
      },
      // An async function, since a query builder is sent only when it is awaited: inside, not after.
      (tx, scope) => runningScope.run(scope, async () => await fn(tx as never)),
    )
  }
  return { withTenant: run as WithTenant, parseTenantId: (value) => parseTenantId(value, type) }
}

async function savepoint(
  tx: unknown,
  outer: Scope,
  tenant: TenantId,
  fn: (tx: never) => unknown,
  options: TransactionOptions | undefined,
): Promise<unknown> {
  outer.gate.check()
  if (outer.tenant !== tenant) {
    throw new TenancyError(
      'TEN603',
      `a transaction of tenant ${JSON.stringify(outer.tenant)} cannot become one of ${JSON.stringify(String(tenant))}. Run withTenant with the database for the other tenant, outside this one.`,
    )
  }
  if (options !== undefined && Object.keys(options).length > 0) {
    throw new TenancyError(
      'TEN611',
      'withTenant(tx, …) is a savepoint: options belong to the outer withTenant.',
    )
  }
  const handle = tx as { transaction(run: (inner: never) => Promise<unknown>): Promise<unknown> }
  return handle.transaction(async (inner) => await fn(inner))
}
