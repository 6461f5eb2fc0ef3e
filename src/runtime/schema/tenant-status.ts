import { text } from 'drizzle-orm/pg-core'

const statusKey = Symbol.for('tenantry:status')

const statuses = ['active', 'suspended', 'deleted'] as const

/** What a tenant can be: only an active one is served. */
export type TenantStatus = (typeof statuses)[number]

/**
 * The column of the root table that says whether a tenant is served: `active` (the default), `suspended` or `deleted`.
 *
 * @example
 * export const tenants = tenantRoot('tenants', { id: uuid('id').primaryKey().defaultRandom(), status: tenantStatus() })
 */
export const tenantStatus = <Name extends string = 'status'>(name: Name = 'status' as Name) => {
  const builder = text(name, { enum: statuses }).notNull().default('active')
  Object.defineProperty(builder, statusKey, { value: true })
  return builder
}

/** Whether a column builder was made by `tenantStatus`. */
export const isTenantStatus = (builder: object): boolean => statusKey in builder
