import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  date,
  foreignKey,
  index,
  integer,
  serial,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { tenantTable } from 'tenantry'
import { invoiceLines } from './billing.js'
import { createdAt, id } from './columns.js'
import { memberships, users } from './people.js'

export const projects = tenantTable(
  'projects',
  {
    id: id(),
    name: text('name').notNull(),
    slug: text('slug').notNull(),
    leadId: uuid('lead_id'),
    // The cover is one of the project's documents: the two tables refer to each other.
    coverDocumentId: uuid('cover_document_id').references((): AnyPgColumn => documents.id, {
      onDelete: 'set null',
    }),
    createdAt: createdAt(),
  },
  (t) => [
    unique('projects_tenant_id_slug_key').on(t.tenantId, t.slug),
    // The lead is a member of the same company: this key holds the tenant itself.
    foreignKey({
      name: 'projects_lead_fk',
      columns: [t.tenantId, t.leadId],
      foreignColumns: [memberships.tenantId, memberships.userId],
    }),
  ],
)

export const documents = tenantTable(
  'documents',
  {
    id: id(),
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    title: text('title').notNull(),
    body: text('body').notNull().default(''),
    tags: text('tags').array().notNull().default([]),
    createdAt: createdAt(),
  },
  (t) => [index('documents_project_id_idx').on(t.projectId)],
)

export const tasks = tenantTable(
  'tasks',
  {
    id: id(),
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    // No action: a task with open subtasks stays, and a whole tree goes in one statement.
    parentId: uuid('parent_id').references((): AnyPgColumn => tasks.id),
    assigneeId: uuid('assignee_id').references(() => users.id, { onDelete: 'set null' }),
    // The default is null, so this lets go of the document as 'set null' would.
    documentId: uuid('document_id').references(() => documents.id, { onDelete: 'set default' }),
    title: text('title').notNull(),
    position: integer('position').notNull().default(0),
    dueOn: date('due_on'),
    doneAt: timestamp('done_at', { withTimezone: true }),
    createdAt: createdAt(),
  },
  (t) => [
    index('tasks_open_idx').on(t.tenantId, t.dueOn).where(sql`${t.doneAt} is null`),
    index('tasks_tenant_id_project_id_idx').on(t.tenantId, t.projectId, t.position),
  ],
)

/** A remark on a task or on a line of an invoice. */
export const comments = tenantTable('comments', {
  id: serial('id').primaryKey(),
  taskId: uuid('task_id').references(() => tasks.id, { onDelete: 'cascade' }),
  invoiceLineId: integer('invoice_line_id').references(() => invoiceLines.id, { onDelete: 'cascade' }),
  authorId: uuid('author_id').references(() => users.id, { onDelete: 'set null' }),
  body: text('body').notNull(),
  createdAt: createdAt(),
})
