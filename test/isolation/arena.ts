import type { Session } from '../engine/session.js'
import { sqlState } from '../engine/sql-state.js'

/** Who tries something: a login or owner as it connects, or a role inside a tenant's context. */
export interface Actor {
  /** Session authorization: a login that is no superuser; null stays with whoever opened the arena. */
  readonly session: string | null
  /** The role that `withTenant` and its like switch to; null stays the login. */
  readonly role: string | null
  /** The tenant in the context; empty for none. */
  readonly tenant: string
  /** The seal beside it. Most checks run without keys, that is in plain context. */
  readonly seal?: string
}

export type Outcome =
  | { readonly ok: true; readonly rows: readonly Record<string, unknown>[]; readonly count: number }
  | { readonly ok: false; readonly state: string; readonly message: string }

/**
 * One database inside one open transaction, in which everything that a check does is taken back: isolation can be
 * built, attacked and torn down in milliseconds, on both engines in the same way.
 */
export interface Arena {
  /** As superuser: what is really there. */
  truth(sql: string, params?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
  /** Tries statements as somebody, in order, and takes them back. The last one's outcome, or the first error. */
  attempt(actor: Actor, ...statements: readonly string[]): Promise<Outcome>
  /** Runs `body` after a preparation as superuser, then takes both back. */
  after(preparation: string, body: () => Promise<void>): Promise<void>
}

export const openArena = (session: Session): Arena => ({
  truth: async (sql, params) => (await session.query(sql, params)).rows,
  after: async (preparation, body) => {
    await session.exec('savepoint prepared')
    try {
      await session.exec(preparation)
      await body()
    } finally {
      await session.exec('rollback to savepoint prepared')
      await session.exec('release savepoint prepared')
    }
  },
  attempt: async (actor, ...statements) => {
    await session.exec('savepoint attempt')
    try {
      if (actor.session !== null) await session.exec(`set local session authorization "${actor.session}"`)
      if (actor.role !== null) {
        await session.query(
          `select set_config('app.tenant_id', $1, true), set_config('app.tenant_seal', $2, true), set_config('role', $3, true)`,
          [actor.tenant, actor.seal ?? '', actor.role],
        )
      }
      let last: Outcome = { ok: true, rows: [], count: 0 }
      for (const sql of statements) {
        const { rows, count } = await session.query(sql)
        last = { ok: true, rows, count }
      }
      return last
    } catch (error) {
      return {
        ok: false,
        state: sqlState(error) ?? '?',
        message: error instanceof Error ? error.message : String(error),
      }
    } finally {
      await session.exec('rollback to savepoint attempt')
      await session.exec('release savepoint attempt')
    }
  },
})

/** Runs `body` in an arena of its own on the session's database; nothing of it stays. */
export const inArena = async <T>(session: Session, body: (arena: Arena) => Promise<T>): Promise<T> => {
  await session.exec('begin')
  try {
    return await body(openArena(session))
  } finally {
    await session.exec('rollback')
  }
}
