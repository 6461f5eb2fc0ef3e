import { timestamp, uuid } from 'drizzle-orm/pg-core'

/** Columns that most tables have. */
export const id = () => uuid('id').primaryKey().defaultRandom()
export const createdAt = () => timestamp('created_at', { withTimezone: true }).notNull().defaultNow()
