import { sql } from 'drizzle-orm'
import type { Adapter, DrizzleTx } from '../adapter.js'
import { contextError } from '../context-error.js'
import { valuesFor } from '../context-statement.js'
import type { Gate } from '../gate.js'
import { type DrizzleInside, rememberScope } from '../scope.js'

interface Session {
  prepareQuery(...args: readonly unknown[]): Record<string, unknown>
}
interface Tx {
  execute(query: unknown): Promise<unknown>
  session: Session
  readonly query?: Readonly<Record<string, { session?: Session }>>
}

/**
 * Any other driver with transactions: drizzle's own `transaction`, the context awaited as its first statement (a round
 * trip more). The backend is not known, so its seals hold for any session of the login within their seconds.
 */
export const generic: Adapter = async (db, opening, fn) => {
  const scope = opening.scope(null)
  const transaction = (db as unknown as { transaction<R>(run: (tx: Tx) => Promise<R>): Promise<R> })
    .transaction
  return transaction.call(db, async (tx: Tx) => {
    try {
      if (opening.mode !== '') await tx.execute(sql.raw(`set transaction ${opening.mode}`))
      const database = opening.database ?? (opening.sealing ? await databaseName(db, tx) : '')
      const statement = opening.statement(database)
      const values = valuesFor(statement, 0)
      const parts = statement.text.split(/\$\d+/)
      const query = parts.flatMap((part, index) => [
        sql.raw(part),
        ...(index < values.length ? [sql`${values[index]}`] : []),
      ])
      await tx.execute(sql.join(query))
    } catch (error) {
      throw contextError(error, scope.role)
    }
    const session = gatedSession(tx.session, scope.gate)
    rememberScope(session, scope)
    replaceSession(tx, session)
    try {
      return await fn(tx as unknown as DrizzleTx, scope)
    } finally {
      scope.gate.close()
    }
  }) as ReturnType<typeof fn>
}

/** The same session, whose prepared queries pass the gate each time they run. */
function gatedSession(session: Session, gate: Gate): Session {
  return Object.create(session, {
    prepareQuery: {
      value: (...args: readonly unknown[]) => {
        const prepared = session.prepareQuery(...args)
        for (const name of ['execute', 'all', 'values']) {
          const run = prepared[name]
          if (typeof run !== 'function') continue
          Object.defineProperty(prepared, name, {
            value: async (...values: readonly unknown[]) => {
              gate.check()
              return run.apply(prepared, values)
            },
          })
        }
        return prepared
      },
    },
  })
}

function replaceSession(tx: Tx, session: Session): void {
  Object.defineProperty(tx, 'session', { value: session, configurable: true })
  for (const query of Object.values(tx.query ?? {})) {
    if (query?.session) Object.defineProperty(query, 'session', { value: session, configurable: true })
  }
}

const names = new WeakMap<object, string>()

async function databaseName(db: DrizzleInside, tx: Tx): Promise<string> {
  const known = names.get(db)
  if (known !== undefined) return known
  const answer = await tx.execute(sql`select current_database()::text as database`)
  const rows = Array.isArray(answer) ? answer : (answer as { readonly rows: readonly unknown[] }).rows
  const { database } = rows[0] as { readonly database: string }
  names.set(db, database)
  return database
}
