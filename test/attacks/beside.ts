import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import * as schema from '../../schema/index.js'
import { comments } from '../../schema/index.js'
import { createContext } from '../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../engine/database.js'
import { companyB } from '../isolation/seed.js'
import { type ReferenceDb, rowsOf } from '../runtime/context/drivers.js'
import { key } from '../runtime/context/reference-database.js'
import type { Tx } from './attack.js'

/** B at work on another connection while A attacks, and somebody who listens. */
export interface Beside {
  /** Begins a transaction of B's that stays open over an attack. */
  readonly begin: () => Promise<Turn>
  readonly end: () => Promise<void>
}
export interface Turn {
  /** Goes on with B's transaction, and ends it; what has become of it. */
  readonly goOn: () => Promise<string>
  /** Messages that have come over the app's channel since it began. */
  readonly messages: () => Promise<readonly string[]>
}

/** Null where there is one connection only. */
export const openBeside = async (
  database: TestDatabase,
  { login, sealed }: { readonly login: string; readonly sealed: boolean },
): Promise<Beside | null> => {
  const url = database.url(login)
  if (url === null) return null
  const { withTenant } = createContext({ seal: { key: () => (sealed ? key : undefined) } })
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('error', () => {})
  const db = drizzle(pool, { schema }) as unknown as ReferenceDb
  const listener = new pg.Client({ connectionString: database.url(database.superuserRole) ?? '' })
  let heard: string[] = []
  listener.on('notification', ({ payload }) => heard.push(payload ?? ''))
  await listener.connect()
  await listener.query('listen tenantry_attacks')
  return {
    begin: async () => {
      const [begun, going] = [gate(), gate()]
      heard = []
      const outcome = withTenant(
        db,
        companyB,
        async (tx) => {
          await tx.execute(sql.raw(`select id from contacts where name = 'Globex whispers'`))
          begun.open()
          await going.opened
          return work(tx)
        },
        { statementTimeoutMs: 2_000 },
      ).catch((error: unknown) => `fails: ${error instanceof Error ? error.message : error}`)
      await Promise.race([begun.opened, outcome])
      return {
        goOn: () => {
          going.open()
          return outcome
        },
        messages: async () => {
          await listener.query('select')
          return heard
        },
      }
    },
    end: async () => {
      await Promise.all([pool.end(), listener.end()])
    },
  }
}

async function work(tx: Tx): Promise<string> {
  const [made] = await tx.insert(comments).values({ body: 'Beside' }).returning({ id: comments.id })
  await tx.delete(comments).where(eq(comments.id, made?.id ?? 0))
  const [lock] = rowsOf(await tx.execute(sql`select pg_try_advisory_xact_lock(815) as free`))
  return lock?.free === true ? 'done' : 'finds a lock of the app taken'
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
