import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import * as schema from '../../../schema/index.js'
import { loginRole } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'

export type ReferenceDb = PgDatabase<PgQueryResultHKT, typeof schema>

export interface Connected {
  readonly db: ReferenceDb
  readonly close: () => Promise<void>
}

/** Every way in which withTenant reaches a database: its adapters, and the pool and the client of node-postgres. */
export const drivers = [
  'postgres.js',
  'node-postgres pool',
  'node-postgres client',
  'pglite',
  'another driver',
  'another driver like node-postgres',
] as const
export type Driver = (typeof drivers)[number]

export interface ConnectOptions {
  /** Connections of a pool. */
  readonly max?: number
  /** Instead of the database's own. */
  readonly url?: string
  /** Of node-postgres: pipelined queries. */
  readonly pipeline?: boolean
}

/** Drizzle over the reference schema, as the app's login. */
export const connect = async (
  driver: Driver,
  database: TestDatabase,
  { max = 4, url = database.url(loginRole) ?? '', pipeline }: ConnectOptions = {},
): Promise<Connected> => {
  const config = { connectionString: url, ...(pipeline === undefined ? {} : { pipeline }) }
  switch (driver) {
    case 'pglite':
      return {
        db: database.drizzleOver.pglite(loginRole, schema) as unknown as ReferenceDb,
        close: async () => {},
      }
    case 'postgres.js':
    case 'another driver': {
      const client = postgres(url, { max, onnotice: () => {} })
      const db = overPostgresJs(client, { schema }) as unknown as ReferenceDb
      if (driver === 'another driver') disguise(db)
      return { db, close: () => client.end({ timeout: 1 }) }
    }
    case 'node-postgres pool':
    case 'another driver like node-postgres': {
      const pool = new pg.Pool({ ...config, max })
      pool.on('error', () => {})
      const db = overNodePostgres(pool, { schema }) as unknown as ReferenceDb
      if (driver !== 'node-postgres pool') disguise(db)
      return { db, close: () => pool.end() }
    }
    case 'node-postgres client': {
      const client = new pg.Client(config)
      client.on('error', () => {})
      await client.connect()
      return { db: overNodePostgres(client, { schema }) as unknown as ReferenceDb, close: () => client.end() }
    }
    default:
      return driver satisfies never
  }
}

/** Makes a session's class one that no adapter knows. */
function disguise(db: ReferenceDb): void {
  const { session } = db as unknown as { readonly session: object }
  const Base = session.constructor as new () => object
  class SomebodysSession extends Base {}
  Object.defineProperty(SomebodysSession, Symbol.for('drizzle:entityKind'), { value: 'SomebodysSession' })
  Object.setPrototypeOf(session, SomebodysSession.prototype)
}

/** The rows of a raw query, whatever shape the driver gives them. */
export const rowsOf = <R = Record<string, unknown>>(result: unknown): R[] =>
  Array.isArray(result) ? [...result] : (result as { readonly rows: R[] }).rows
