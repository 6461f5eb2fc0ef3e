import { TenancyError } from '../../model/error.js'
import type { TenantId } from '../../model/tenant-id.js'
import { runningScope } from './scope.js'

/**
 * The tenant whose `withTenant` the running code belongs to, however deep in calls; null outside, inside
 * `acrossTenants`, and in work that a callback has left behind. For logs and metrics: what is allowed, `tx` decides.
 */
export const currentTenant = (): TenantId | null => {
  const scope = runningScope.getStore()
  return scope === undefined || scope.gate.closed ? null : scope.tenant
}

/**
 * The same, for code that makes no sense without a tenant.
 *
 * @throws TenancyError TEN624 when there is none
 */
export const requireTenant = (): TenantId => {
  const tenant = currentTenant()
  if (tenant !== null) return tenant
  throw new TenancyError(
    'TEN624',
    'there is no tenant here: this code must be called inside withTenant(db, tenantId, …), and be awaited there.',
  )
}
