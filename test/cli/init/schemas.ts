/** Schemas as products have them, none of it marked. */

const imports = `import { boolean, foreignKey, index, integer, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core'
`

/** What better-auth generates with its organization plugin, and an app's own tables beside it. */
export const betterAuth = `${imports}
export const user = pgTable('user', { id: text('id').primaryKey(), email: text('email').notNull().unique() })
export const session = pgTable('session', {
  id: text('id').primaryKey(),
  expiresAt: timestamp('expires_at').notNull(),
  token: text('token').notNull().unique(),
  userId: text('user_id').notNull().references(() => user.id, { onDelete: 'cascade' }),
  activeOrganizationId: text('active_organization_id'),
})
export const account = pgTable('account', {
  id: text('id').primaryKey(),
  accountId: text('account_id').notNull(),
  providerId: text('provider_id').notNull(),
  userId: text('user_id').notNull().references(() => user.id, { onDelete: 'cascade' }),
})
export const verification = pgTable('verification', {
  id: text('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
})
export const organization = pgTable('organization', { id: text('id').primaryKey(), slug: text('slug').unique() })
export const member = pgTable('member', {
  id: text('id').primaryKey(),
  organizationId: text('organization_id').notNull().references(() => organization.id, { onDelete: 'cascade' }),
  userId: text('user_id').notNull().references(() => user.id, { onDelete: 'cascade' }),
  role: text('role').notNull(),
})
export const invitation = pgTable('invitation', {
  id: text('id').primaryKey(),
  organizationId: text('organization_id').notNull().references(() => organization.id, { onDelete: 'cascade' }),
  inviterId: text('inviter_id').notNull().references(() => user.id),
})
export const invoices = pgTable('invoices', {
  id: uuid('id').primaryKey(),
  organizationId: text('organization_id').notNull().references(() => organization.id),
})
export const lines = pgTable('invoice_lines', {
  id: uuid('id').primaryKey(),
  invoiceId: uuid('invoice_id').notNull().references(() => invoices.id),
})
`

/** Workspaces with projects in them, and tables below those. */
export const workspaces = `${imports}
export const users = pgTable('users', { id: uuid('id').primaryKey() })
export const workspaces = pgTable('workspaces', { id: uuid('id').primaryKey(), planId: uuid('plan_id').references(() => plans.id) })
export const plans = pgTable('plans', { id: uuid('id').primaryKey() })
export const workspaceMembers = pgTable('workspace_members', {
  workspaceId: uuid('workspace_id').notNull().references(() => workspaces.id),
  userId: uuid('user_id').notNull().references(() => users.id),
  invitedBy: uuid('invited_by').references(() => users.id),
}, (t) => [primaryKey({ columns: [t.workspaceId, t.userId] })])
export const projects = pgTable('projects', {
  id: uuid('id').primaryKey(),
  workspaceId: uuid('workspace_id').notNull().references(() => workspaces.id),
})
export const tasks = pgTable('tasks', {
  id: uuid('id').primaryKey(),
  projectId: uuid('project_id').notNull().references(() => projects.id),
})
export const comments = pgTable('comments', {
  id: uuid('id').primaryKey(),
  taskId: uuid('task_id').notNull().references(() => tasks.id),
  projectId: uuid('project_id').notNull().references(() => projects.id),
  authorId: uuid('author_id').notNull().references(() => users.id),
})
export const taskLinks = pgTable('task_links', {
  fromId: uuid('from_id').notNull().references(() => tasks.id),
  toId: uuid('to_id').notNull().references(() => tasks.id),
})
`

/** Sites that a tenant or a person has, and templates that may be for all. */
export const nullableTenant = `${imports}
export const users = pgTable('users', { id: uuid('id').primaryKey() })
export const teams = pgTable('teams', { id: uuid('id').primaryKey() })
export const teamMembers = pgTable('team_members', {
  teamId: uuid('team_id').notNull().references(() => teams.id),
  userId: uuid('user_id').notNull().references(() => users.id),
})
export const sites = pgTable('sites', {
  id: uuid('id').primaryKey(),
  teamId: uuid('team_id').references(() => teams.id),
  userId: uuid('user_id').references(() => users.id),
})
export const pages = pgTable('pages', {
  id: uuid('id').primaryKey(),
  siteId: uuid('site_id').notNull().references(() => sites.id),
})
export const templates = pgTable('templates', {
  id: uuid('id').primaryKey(),
  teamId: uuid('team_id').references(() => teams.id),
})
`

/** Not a single foreign key; one table has the tenant's key in another type. */
export const withoutKeys = `${imports}
export const companies = pgTable('companies', { id: uuid('id').primaryKey() })
export const invoices = pgTable('invoices', { id: uuid('id').primaryKey(), companyId: uuid('company_id').notNull() })
export const events = pgTable('events', { id: uuid('id').primaryKey(), companyId: text('company_id').notNull() })
`

/** Organizations, and the projects in them, of which most tables have the key. */
export const nestedRoots = `${imports}
export const organization = pgTable('organization', { id: uuid('id').primaryKey() })
export const project = pgTable('project', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull().references(() => organization.id),
})
${Array.from(
  { length: 6 },
  (_, at) => `export const thing${at} = pgTable('thing_${at}', {
  id: uuid('id').primaryKey(),
  projectId: uuid('project_id').notNull().references(() => project.id),
})`,
).join('\n')}
`

/** Rows of people, and no tenant anywhere. */
export const personal = `${imports}
export const users = pgTable('users', { id: uuid('id').primaryKey() })
export const notes = pgTable('notes', {
  id: uuid('id').primaryKey(),
  userId: uuid('user_id').notNull().references(() => users.id),
})
`
