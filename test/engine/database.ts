import type { PGlite } from '@electric-sql/pglite'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type { PgliteDatabase } from 'drizzle-orm/pglite'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type pg from 'pg'
import type postgres from 'postgres'
import { createPgliteDatabase } from './pglite-database.js'
import { createPostgresDatabase } from './postgres-database.js'
import type { Session } from './session.js'
import type { DatabaseOptions } from './setup-steps.js'

export type { QueryResult, Session } from './session.js'
export type { DatabaseOptions, SetupStep } from './setup-steps.js'

export type Engine = 'postgres' | 'pglite'
export const engines: readonly Engine[] = ['postgres', 'pglite']

/** The drivers that reach an engine. */
export const driversOf = {
  postgres: ['node-postgres', 'postgres.js'],
  pglite: ['pglite'],
} as const satisfies Record<Engine, readonly (keyof DrizzleDatabases<Tables>)[]>

type Tables = Record<string, unknown>

/** What drizzle gives over each driver. */
export interface DrizzleDatabases<S extends Tables> {
  readonly 'node-postgres': NodePgDatabase<S> & { $client: pg.Pool }
  readonly 'postgres.js': PostgresJsDatabase<S> & { $client: postgres.Sql }
  readonly pglite: PgliteDatabase<S> & { $client: PGlite }
}

/** A database that nobody else uses, with its migrations and its seed. */
export interface TestDatabase {
  readonly engine: Engine
  /** The database's name, as `current_database()` gives it. */
  readonly name: string
  /** The name of the superuser: `postgres` but on a foreign server. */
  readonly superuserRole: string
  /** For setting up and for looking at the truth; never for an attack. */
  superuser(): Promise<Session>
  /** The role that owns the database and has run the migrations; neither superuser nor BYPASSRLS. */
  owner(): Promise<Session>
  /** The app's login: neither owner nor superuser, inherits nothing. What attacks are tried as. */
  login(): Promise<Session>
  /**
   * Any role, also one that cannot log in, by SET SESSION AUTHORIZATION. On postgres RESET SESSION AUTHORIZATION leads
   * back to the superuser (on PGlite `set session authorization postgres` does, from every session, `login()` too):
   * for looking at what a role may do, not for attacks.
   */
  as(role: string): Promise<Session>
  /** For another client or another process; null on PGlite. The role is one of the harness's, or has its password. */
  url(role: string): string | null
  /** Drizzle logged in as that role, over the engine's first driver. Ends with the database. */
  drizzle<S extends Tables>(role: string, schema: S): PgDatabase<PgQueryResultHKT, S>
  /** The same over a certain driver. */
  readonly drizzleOver: {
    readonly [D in keyof DrizzleDatabases<Tables>]: <S extends Tables>(
      role: string,
      schema: S,
    ) => DrizzleDatabases<S>[D]
  }
  /** Ends all sessions and drops the database. */
  close(): Promise<void>
}

/** A fresh database; the second one with the same options is a clone of the first one's template. */
export const createDatabase = (engine: Engine, options: DatabaseOptions): Promise<TestDatabase> =>
  engine === 'postgres' ? createPostgresDatabase(options) : createPgliteDatabase(options)
