import { date, numeric, pgTable, text, uuid } from 'drizzle-orm/pg-core'

/** The copy of the invoices that has the same indexes and no row-level security: made in policy-cost.ts. */
export const plainInvoices = pgTable('invoices_plain', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').primaryKey(),
  number: text('number').notNull(),
  issuedOn: date('issued_on').notNull(),
  total: numeric('total').notNull(),
})
