/**
 * Tables that drizzle-orm declares itself, for foreign keys to what a platform keeps in the database: as in
 * `drizzle-orm/supabase` and `drizzle-orm/neon` 0.45 (a test holds the two against each other). They are read as any
 * other source.
 */
export const declaredTables: ReadonlyMap<string, string> = new Map([
  [
    'drizzle-orm/supabase',
    `import { bigserial, pgSchema, text, timestamp, uuid, varchar } from 'drizzle-orm/pg-core'
    const at = (name) => timestamp(name, { withTimezone: true })
    export const authUsers = pgSchema('auth').table('users', {
      id: uuid().primaryKey().notNull(),
      email: varchar({ length: 255 }),
      phone: text().unique(),
      emailConfirmedAt: at('email_confirmed_at'),
      phoneConfirmedAt: at('phone_confirmed_at'),
      lastSignInAt: at('last_sign_in_at'),
      createdAt: at('created_at'),
      updatedAt: at('updated_at'),
    })
    export const realtimeMessages = pgSchema('realtime').table('messages', {
      id: bigserial({ mode: 'bigint' }).primaryKey(),
      topic: text().notNull(),
      extension: text().notNull(),
    })`,
  ],
  [
    'drizzle-orm/neon',
    `import { jsonb, pgSchema, text, timestamp } from 'drizzle-orm/pg-core'
    const at = (name) => timestamp(name, { withTimezone: true, mode: 'string' })
    export const usersSync = pgSchema('neon_auth').table('users_sync', {
      rawJson: jsonb('raw_json').notNull(),
      id: text().primaryKey().notNull(),
      name: text(),
      email: text(),
      createdAt: at('created_at'),
      deletedAt: at('deleted_at'),
      updatedAt: at('updated_at'),
    })`,
  ],
])
