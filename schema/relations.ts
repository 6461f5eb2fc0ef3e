import { relations } from 'drizzle-orm'
import { invoiceLineNotes, invoiceLines, invoices, plans } from './billing.js'
import { contacts, memberships, users } from './people.js'
import { tenants } from './tenants.js'
import { comments, documents, projects, tasks } from './work.js'

export const tenantRelations = relations(tenants, ({ one, many }) => ({
  plan: one(plans, { fields: [tenants.planId], references: [plans.id] }),
  memberships: many(memberships),
  projects: many(projects),
  invoices: many(invoices),
}))

export const userRelations = relations(users, ({ many }) => ({
  memberships: many(memberships),
  tasks: many(tasks),
  comments: many(comments),
}))

export const membershipRelations = relations(memberships, ({ one, many }) => ({
  tenant: one(tenants, { fields: [memberships.tenantId], references: [tenants.id] }),
  user: one(users, { fields: [memberships.userId], references: [users.id] }),
  ledProjects: many(projects),
}))

export const contactRelations = relations(contacts, ({ many }) => ({
  invoices: many(invoices),
}))

export const projectRelations = relations(projects, ({ one, many }) => ({
  tenant: one(tenants, { fields: [projects.tenantId], references: [tenants.id] }),
  lead: one(memberships, {
    fields: [projects.tenantId, projects.leadId],
    references: [memberships.tenantId, memberships.userId],
  }),
  cover: one(documents, {
    fields: [projects.coverDocumentId],
    references: [documents.id],
    relationName: 'cover',
  }),
  documents: many(documents, { relationName: 'content' }),
  tasks: many(tasks),
  invoices: many(invoices),
}))

export const documentRelations = relations(documents, ({ one, many }) => ({
  project: one(projects, {
    fields: [documents.projectId],
    references: [projects.id],
    relationName: 'content',
  }),
  coverOf: many(projects, { relationName: 'cover' }),
  tasks: many(tasks),
  invoices: many(invoices),
}))

export const taskRelations = relations(tasks, ({ one, many }) => ({
  project: one(projects, { fields: [tasks.projectId], references: [projects.id] }),
  parent: one(tasks, { fields: [tasks.parentId], references: [tasks.id], relationName: 'subtasks' }),
  subtasks: many(tasks, { relationName: 'subtasks' }),
  assignee: one(users, { fields: [tasks.assigneeId], references: [users.id] }),
  document: one(documents, { fields: [tasks.documentId], references: [documents.id] }),
  comments: many(comments),
}))

export const commentRelations = relations(comments, ({ one }) => ({
  task: one(tasks, { fields: [comments.taskId], references: [tasks.id] }),
  invoiceLine: one(invoiceLines, { fields: [comments.invoiceLineId], references: [invoiceLines.id] }),
  author: one(users, { fields: [comments.authorId], references: [users.id] }),
}))

export const invoiceRelations = relations(invoices, ({ one, many }) => ({
  tenant: one(tenants, { fields: [invoices.tenantId], references: [tenants.id] }),
  project: one(projects, { fields: [invoices.projectId], references: [projects.id] }),
  contact: one(contacts, { fields: [invoices.contactId], references: [contacts.id] }),
  document: one(documents, { fields: [invoices.documentId], references: [documents.id] }),
  lines: many(invoiceLines),
}))

export const invoiceLineRelations = relations(invoiceLines, ({ one, many }) => ({
  invoice: one(invoices, { fields: [invoiceLines.invoiceId], references: [invoices.id] }),
  notes: many(invoiceLineNotes),
  comments: many(comments),
}))

export const invoiceLineNoteRelations = relations(invoiceLineNotes, ({ one }) => ({
  line: one(invoiceLines, { fields: [invoiceLineNotes.invoiceLineId], references: [invoiceLines.id] }),
}))
