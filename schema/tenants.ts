import { text } from 'drizzle-orm/pg-core'
import { tenantRoot, tenantStatus } from 'tenantry'
import { plans } from './billing.js'
import { createdAt, id } from './columns.js'

/** The companies that use the application. Every tenant-owned row leads back to one of them. */
export const tenants = tenantRoot('tenants', {
  id: id(),
  name: text('name').notNull(),
  slug: text('slug').notNull().unique(),
  planId: text('plan_id')
    .notNull()
    .default('free')
    .references(() => plans.id),
  status: tenantStatus(),
  createdAt: createdAt(),
})
