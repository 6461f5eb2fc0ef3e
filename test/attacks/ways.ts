import { sql } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import * as schema from '../../schema/index.js'
import { createContext } from '../../src/runtime/context/create-context.js'
import { companyA } from '../isolation/seed.js'
import type { ReferenceDb } from '../runtime/context/drivers.js'
import { key } from '../runtime/context/reference-database.js'
import type { Arena } from './arena.js'
import type { Tx } from './attack.js'

/** How a tenant's transaction is run: all of them on one connection, which is handed on from tenant to tenant. */
export interface Way {
  readonly inTenant: <R>(tenant: string, work: (tx: Tx) => Promise<R>) => Promise<R>
  /** The same connection outside of any tenant. */
  readonly outside: ReferenceDb
  /** What the server has said besides. */
  readonly notices: readonly string[]
  readonly close: () => Promise<unknown>
}

export type WayName = 'by hand' | 'node-postgres' | 'postgres.js' | 'pglite'

/** @param single whether A's transactions are `withTenant.one` */
export const openWay = (name: WayName, arena: Arena, { single = false } = {}): Way => {
  const notices: string[] = []
  const { withTenant } = createContext({ seal: { key: () => (arena.sealed ? key : undefined) } })
  const { db, close } = open(name, arena, notices)
  return {
    inTenant: (tenant, work) => {
      if (name === 'by hand') return byHand(db, tenant, work)
      const run = single && tenant === companyA ? withTenant.one : withTenant
      return run(db, tenant, work, { acquireTimeoutMs: 5_000 })
    },
    outside: db,
    notices,
    close,
  }
}

/** What one writes without us, and what it leaves open is what these attacks are about. */
const byHand = <R>(db: ReferenceDb, tenant: string, work: (tx: Tx) => Promise<R>): Promise<R> =>
  db.transaction(async (tx) => {
    await tx.execute(
      sql`select set_config('app.tenant_id', ${tenant}, true), set_config('role', 'tenantry_app', true)`,
    )
    return work(tx as unknown as Tx)
  })

interface Opened {
  readonly db: ReferenceDb
  readonly close: () => Promise<unknown>
}

function open(name: WayName, { database, login }: Arena, notices: string[]): Opened {
  if (name === 'pglite') {
    return {
      db: database.drizzleOver.pglite(login, schema) as unknown as ReferenceDb,
      close: async () => {},
    }
  }
  const url = database.url(login) ?? ''
  if (name === 'postgres.js') {
    const client = postgres(url, { max: 1, onnotice: (notice) => notices.push(JSON.stringify(notice)) })
    return {
      db: overPostgresJs(client, { schema }) as unknown as ReferenceDb,
      close: () => client.end({ timeout: 1 }),
    }
  }
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('notice', ({ message, detail }) => notices.push(`${message} ${detail ?? ''}`))
  })
  return { db: overNodePostgres(pool, { schema }) as unknown as ReferenceDb, close: () => pool.end() }
}
