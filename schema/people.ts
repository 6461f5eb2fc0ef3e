import { index, pgEnum, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { identityTable, tenantTable } from 'tenantry'
import { createdAt, id } from './columns.js'

export const memberRole = pgEnum('member_role', ['owner', 'admin', 'member'])

/** A person has one account, however many companies they work for; a company sees its own members. */
export const users = identityTable(
  'users',
  {
    id: id(),
    email: text('email').notNull().unique(),
    name: text('name').notNull(),
    createdAt: createdAt(),
  },
  { members: () => memberships },
)

export const memberships = tenantTable(
  'memberships',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: memberRole('role').notNull().default('member'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId] }),
    // Which companies does this person work for: asked at every login.
    index('memberships_user_id_idx').on(t.userId),
  ],
)

/** Whom one writes invoices to. Contacts without a tenant, such as tax offices, are there for everybody. */
export const contacts = tenantTable(
  'contacts',
  {
    id: id(),
    name: text('name').notNull(),
    email: text('email'),
    createdAt: createdAt(),
  },
  { shared: true },
)
