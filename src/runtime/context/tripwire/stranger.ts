import type { TenantIdType } from '../../../model/tenant-id.js'

/**
 * Whether a value of a tenant column is another tenant's. Null is nobody's: a row that all tenants share, or the missing
 * side of an outer join.
 *
 * @param tenant the canonical text of the tenant's id
 */
export const strangerTo = (tenant: string, type: TenantIdType): ((value: unknown) => boolean) => {
  const spelt =
    type === 'uuid' ? (value: unknown) => String(value).toLowerCase() : (value: unknown) => String(value)
  return (value) => {
    if (value === tenant || value === null || value === undefined) return false
    // A bigint that went through JSON has been rounded: two such ids cannot be told apart any more.
    if (typeof value === 'number' && !Number.isSafeInteger(value)) return value !== Number(tenant)
    return spelt(value) !== tenant
  }
}
