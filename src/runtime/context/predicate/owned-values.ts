import { type Column, is, Param, Placeholder } from 'drizzle-orm'
import { parseTenantId, type TenantId, type TenantIdType } from '../../../model/tenant-id.js'
import type { Values } from './builder-configs.js'
import { expressionGiven, strangerGiven } from './not-the-tenant.js'
import type { OwnerColumn } from './owner-column.js'
import { tenantParam } from './tenant-conditions.js'

/** The tenant of a transaction, and how its ids are spelt. */
export interface Tenant {
  readonly id: TenantId
  readonly type: TenantIdType
}

/**
 * The row with the tenant in it.
 *
 * @throws TenancyError TEN614 when it holds something else
 */
export const ownedRow = (row: Values, owner: OwnerColumn, tenant: Tenant): Values => ({
  ...row,
  [owner.key]: ownedValue(row[owner.key], owner, tenant) ?? tenantParam(owner.column, tenant.id).getSQL(),
})

/**
 * What an update sets, unless that would give rows away.
 *
 * @throws TenancyError TEN614 when it would
 */
export const ownedSet = (set: Values, owner: OwnerColumn, tenant: Tenant): Values => {
  const value = ownedValue(set[owner.key], owner, tenant)
  if (value !== undefined) return { ...set, [owner.key]: value }
  // Drizzle would fill it in.
  return owner.column.onUpdateFn === undefined
    ? set
    : { ...set, [owner.key]: tenantParam(owner.column, tenant.id).getSQL() }
}

function ownedValue(given: unknown, owner: OwnerColumn, tenant: Tenant): Values[string] {
  const value: unknown = is(given, Param) ? given.value : given
  if (value === undefined) return undefined
  // Known when the prepared statement is run.
  if (is(value, Placeholder)) return new Param(value, onlyTheTenant(owner, tenant))
  if (isTenant(value, tenant)) return tenantParam(owner.column, tenant.id).getSQL()
  throw isExpression(value) ? expressionGiven(owner) : strangerGiven(owner)
}

/** The column as an encoder that takes the tenant alone. */
const onlyTheTenant = (owner: OwnerColumn, tenant: Tenant): Column =>
  Object.create(owner.column, {
    mapToDriverValue: {
      value: (value: unknown) => {
        if (!isTenant(value, tenant)) throw strangerGiven(owner)
        const { value: own, encoder } = tenantParam(owner.column, tenant.id)
        return encoder.mapToDriverValue(own)
      },
    },
  })

function isTenant(value: unknown, { id, type }: Tenant): boolean {
  if (value === id) return true
  try {
    return parseTenantId(value, type) === id
  } catch {
    return false
  }
}

const isExpression = (value: unknown): boolean =>
  typeof (value as { readonly getSQL?: unknown } | null)?.getSQL === 'function'
