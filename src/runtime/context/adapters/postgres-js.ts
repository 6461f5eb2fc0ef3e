import { type Adapter, sessionOver } from '../adapter.js'
import { isConnectionLoss } from '../connection-loss.js'
import { contextError } from '../context-error.js'
import type { ContextStatement } from '../context-statement.js'
import { rememberScope, type Scope } from '../scope.js'

/** The parts of postgres.js (3.4) that we call; `state` and `execute` are on every query. */
interface Sql {
  unsafe(text: string, values: readonly unknown[], options: QueryOptions): Query
  begin<R>(mode: string, fn: (sql: Sql) => Promise<R>): Promise<R>
  savepoint<R>(fn: (sql: Sql) => Promise<R>): Promise<R>
  readonly options: { readonly prepare?: boolean; readonly database: string }
}
interface QueryOptions {
  readonly prepare: boolean
  readonly simple: boolean
}
interface Query extends Promise<unknown> {
  execute(): Query
  values(): Query
  /** The backend, set in the moment in which the query is written to its connection. */
  readonly state: { readonly pid: number } | null
}

/**
 * postgres.js, over its documented `begin`. The context goes out behind BEGIN without being awaited, as a prepared
 * statement with bind parameters (whoever shares the login reads other sessions' texts in pg_stat_activity, not their
 * parameters), in the same write as the first query. Statements are prepared unless the pool says `prepare: false`:
 * drizzle's unnamed ones cost a trip more, in which postgres.js asks for the parameters' types.
 */
export const postgresJs: Adapter = (db, opening, fn) => {
  const source = db.session.client as unknown as Sql
  const prepare = source.options.prepare !== false
  const scope = opening.scope(null)
  const { gate } = scope
  const facade = {
    options: source.options,
    begin: (run: (sql: object) => Promise<unknown>) => {
      const transaction = source.begin(opening.mode, (real) => {
        const statement = opening.statement(opening.database ?? source.options.database)
        const opened = open(real, statement, prepare, opening.bindPid)
        opened.catch(() => {})
        const client = clientOver(real, opened, scope, prepare)
        return unlessLost(
          scope,
          run(client)
            .finally(() => gate.close())
            .then(async (value) => {
              await opened.catch((error) => Promise.reject(contextError(error, scope.role)))
              return value
            }),
        )
      })
      // `begin` rejects as soon as its connection closes, while the callback may still be running.
      transaction.catch((error) => {
        if (isConnectionLoss(error)) gate.lose(error)
      })
      return Promise.race([transaction, gate.loss])
    },
  }
  rememberScope(facade, scope)
  return sessionOver(db, facade).transaction((tx) => fn(tx, scope))
}

function open(
  real: Sql,
  { text, values }: ContextStatement,
  prepare: boolean,
  bindPid: boolean,
): Promise<unknown> {
  let query: Query | null = null
  // A parameter that is made when it is written: postgres.js puts the backend on the query first, and turns parameters
  // into text afterwards, so that the seal can name the backend without a trip to ask for it.
  const late = (make: (pid: number) => string) => ({
    toString: () => make(bindPid ? (query?.state?.pid ?? 0) : 0),
  })
  query = real.unsafe(
    text,
    values.map((value) => (typeof value === 'function' ? late(value) : value)),
    { prepare, simple: false },
  )
  return query.execute()
}

function clientOver(real: Sql, opened: Promise<unknown>, scope: Scope, prepare: boolean): object {
  const client = {
    options: real.options,
    // Never the simple protocol: there a text may hold several commands, a COMMIT among them.
    unsafe: (text: string, values: readonly unknown[] = []) =>
      pending(real.unsafe(text, values, { prepare, simple: false }), opened, scope),
    savepoint: (run: (sql: object) => Promise<unknown>) => {
      scope.gate.check()
      return real.savepoint((inner) => unlessLost(scope, run(clientOver(inner, opened, scope, prepare))))
    },
  }
  rememberScope(client, scope)
  return client
}

/** A query that is sent when somebody waits for it, as postgres.js' own are, and that passes the gate before. */
function pending(query: Query, opened: Promise<unknown>, scope: Scope): object {
  const send = async (): Promise<unknown> => {
    scope.gate.check()
    const sent = query.execute()
    sent.catch((error) => {
      if (isConnectionLoss(error)) scope.gate.lose(error)
    })
    // Sent already: only the answer waits. What the server says of the context explains whatever it says of the query.
    await opened.catch((error) => Promise.reject(contextError(error, scope.role)))
    return sent
  }
  return {
    // biome-ignore lint/suspicious/noThenProperty: drizzle awaits what `unsafe` gives
    then: (done: (value: unknown) => unknown, failed: (error: unknown) => unknown) =>
      send().then(done, failed),
    values: () => pending(query.values(), opened, scope),
  }
}

/**
 * Never settles once the connection is lost: postgres.js would write its ROLLBACK to a socket that is null, and throw
 * where nobody can catch it (porsager/postgres #1154).
 */
const unlessLost = <R>(scope: Scope, work: Promise<R>): Promise<R> =>
  new Promise((resolve, reject) => {
    work.then(
      (value) => {
        if (!scope.gate.lost) resolve(value)
      },
      (error: unknown) => {
        if (isConnectionLoss(rootOf(error))) scope.gate.lose(rootOf(error))
        if (!scope.gate.lost) reject(error)
      },
    )
  })

function rootOf(error: unknown): unknown {
  let at = error
  while (at instanceof Error && at.cause instanceof Error) at = at.cause
  return at
}
