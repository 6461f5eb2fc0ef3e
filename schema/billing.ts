import { sql } from 'drizzle-orm'
import { check, date, index, integer, numeric, text, unique, uuid } from 'drizzle-orm/pg-core'
import { sharedTable, tenantChild, tenantTable } from 'tenantry'
import { createdAt, id } from './columns.js'
import { contacts } from './people.js'
import { documents, projects } from './work.js'

/** What one can subscribe to: the same for every company, and changed by none. */
export const plans = sharedTable('plans', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  seats: integer('seats').notNull(),
  price: numeric('price', { precision: 12, scale: 2 }).notNull(),
})

export const invoices = tenantTable(
  'invoices',
  {
    id: id(),
    number: text('number').notNull(),
    projectId: uuid('project_id').references(() => projects.id, { onDelete: 'set null' }),
    contactId: uuid('contact_id').references(() => contacts.id),
    // What was sent to the customer must stay.
    documentId: uuid('document_id').references(() => documents.id, { onDelete: 'restrict' }),
    issuedOn: date('issued_on').notNull().defaultNow(),
    total: numeric('total', { precision: 12, scale: 2 }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    // Each company counts its invoices from one.
    unique('invoices_tenant_id_number_key').on(t.tenantId, t.number),
    index('invoices_tenant_id_issued_on_idx').on(t.tenantId, t.issuedOn),
    check('invoices_total_check', sql`${t.total} >= 0`),
  ],
)

/** Belongs to whoever owns the invoice. */
export const invoiceLines = tenantChild(
  'invoice_lines',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    invoiceId: uuid('invoice_id')
      .notNull()
      .references(() => invoices.id, { onDelete: 'cascade' }),
    description: text('description').notNull(),
    quantity: integer('quantity').notNull().default(1),
    price: numeric('price', { precision: 12, scale: 2 }).notNull(),
  },
  (t) => [index('invoice_lines_invoice_id_idx').on(t.invoiceId)],
  { through: 'invoiceId' },
)

/** Two steps away from the tenant: note, line, invoice. */
export const invoiceLineNotes = tenantChild(
  'invoice_line_notes',
  {
    id: id(),
    invoiceLineId: integer('invoice_line_id')
      .notNull()
      .references(() => invoiceLines.id, { onDelete: 'cascade' }),
    body: text('body').notNull(),
    createdAt: createdAt(),
  },
  { through: 'invoiceLineId' },
)
