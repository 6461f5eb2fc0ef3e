import type { TenantIdType } from '../../model/tenant-id.js'

/** A key's type is one that a tenant id can have, by the SQL type of the column; serial columns hold plain integers. */
const types: ReadonlyMap<string, TenantIdType> = new Map([
  ['uuid', 'uuid'],
  ['text', 'text'],
  ['varchar', 'varchar'],
  ['integer', 'integer'],
  ['serial', 'integer'],
  ['bigint', 'bigint'],
  ['bigserial', 'bigint'],
])

/** The tenant id type of a column's SQL type, `varchar(24)` being varchar; null for a type that no tenant id has. */
export const tenantKeyType = (sqlType: string): TenantIdType | null =>
  types.get(sqlType.replace(/\(.*\)$/, '')) ?? null

/** Whether a foreign key can hold between the two: text and varchar of any length are one family in Postgres. */
export const sameKeyType = (left: TenantIdType, right: TenantIdType): boolean =>
  family(left) === family(right)

const family = (type: TenantIdType): TenantIdType => (type === 'varchar' ? 'text' : type)
