import type { Adapter, Opening } from '../adapter.js'
import { isAnswer, isConnectionLoss } from '../connection-loss.js'
import { literalStatement } from '../context-statement.js'
import { sessionOver } from '../drizzle-inside.js'
import type { Gate } from '../gate.js'
import { beginRefused, contextRefused, rolledBack } from '../opening-errors.js'

/**
 * The parts of postgres.js (3.4) that we call. `state` and `onexecute` are not documented; without them the seal would
 * not be bound to its backend, and the first query would wait for the context. Held by
 * test/runtime/context/driver-inside.test.ts.
 */
interface Sql {
  unsafe(text: string, values: readonly unknown[], options: QueryOptions): Query
  begin<R>(mode: string, fn: (sql: Sql) => Promise<R>): Promise<R>
  savepoint<R>(fn: (sql: Sql) => Promise<R>): Promise<R>
}
interface Source extends Sql {
  readonly options: { readonly prepare?: boolean; readonly database: string }
}
interface QueryOptions {
  readonly prepare: boolean
  readonly simple: boolean
  /** Called in the moment in which a query that needs no description has been written whole. True: write on. */
  readonly onexecute?: () => true
}
interface Query extends Promise<Rows> {
  values(): Query
  /** The backend, set in the moment in which the query is written to its connection. */
  readonly state: { readonly pid: number } | null
}
type Run = (client: object) => Promise<unknown>

/** One transaction of postgres.js. */
interface Transaction {
  readonly gate: Gate
  readonly prepare: boolean
  /** When a query may be sent: the context has been written before it. Rejected when it could not be. */
  readonly ready: Promise<void>
  /** Errors of the callback's statements. */
  readonly failures: WeakSet<object>
  readonly inspect: Opening['inspect']
}

/** What a query comes to: its rows, and where their columns come from. */
type Rows = readonly unknown[] & {
  readonly columns?: readonly { readonly name: string; readonly table: number; readonly number: number }[]
}

/**
 * postgres.js, over its documented `begin`. The context goes out behind BEGIN without being awaited, as a prepared
 * statement with bind parameters, in the same write as the first query. Statements are prepared unless the pool says
 * `prepare: false`: drizzle's unnamed ones cost a trip more, in which postgres.js asks for the parameters' types.
 */
export const postgresJs: Adapter = (db, opening, work) => {
  const source = db.session.client as unknown as Source
  const begin = (run: Run) =>
    transact(source, opening, run).catch((error: unknown) => {
      // A connection that died in mid-query keeps its backend's last words for the next query on it, which may be our
      // BEGIN (`errorResponse` in connection.js). Nothing of ours has run: once more.
      if (error instanceof NotBegun && isShutdown(error.cause)) return transact(source, opening, run)
      throw error
    })
  const facade = {
    options: source.options,
    begin: (run: Run) =>
      begin(run).catch((error: unknown) => {
        throw error instanceof NotBegun ? error.reason : error
      }),
  }
  return sessionOver(db, facade).transaction((tx) => work(tx, null))
}

class NotBegun extends Error {
  /** What the server answered to BEGIN is ours to explain; that there was no connection is not. */
  get reason(): unknown {
    const { severity } = (this.cause ?? {}) as { readonly severity?: unknown }
    return severity === 'ERROR' ? beginRefused(this.cause) : this.cause
  }
}

const isShutdown = (error: unknown) => {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  // Operator intervention, and the two time-outs that end a session (manual, A).
  return typeof code === 'string' && (code.startsWith('57P') || code === '25P03' || code === '25P04')
}

async function transact(source: Source, opening: Opening, run: Run): Promise<void> {
  const { gate } = opening
  const failures = new WeakSet<object>()
  let callback: 'not begun' | 'running' | 'fulfilled' | 'rejected' = 'not begun'
  let ended: Promise<void> = Promise.resolve()
  let abandon = () => {}
  const abandoned = new Promise<void>((resolve) => {
    abandon = resolve
  })
  const begun = source.begin(opening.mode, (real) => {
    callback = 'running'
    const prepare = source.options.prepare !== false
    const ready = sendContext(real, source, opening)
    const result = run(clientOver(real, { gate, prepare, ready, failures, inspect: opening.inspect }))
    ended = result.then(
      () => {
        callback = 'fulfilled'
      },
      () => {
        callback = 'rejected'
      },
    )
    return unless(() => gate.lost, result, abandon)
  })
  try {
    await Promise.race([begun, abandoned])
  } catch (error) {
    if (callback === 'not begun') throw new NotBegun('postgres.js could not begin', { cause: error })
    if (callback === 'running') {
      // `begin` rejects as soon as its connection closes; the callback hears of it at its next query.
      gate.lose(error)
      await ended
    }
    if (callback === 'rejected' || gate.failure !== null) throw error
    if (failures.has(error as object)) throw rolledBack(error)
    // COMMIT has an answer, say of a deferred constraint, or none.
    if (!isAnswer(error)) gate.lose(error)
    throw error
  }
  if (gate.failure !== null) throw gate.failure
}

function sendContext(real: Sql, { options }: Source, opening: Opening): Promise<void> {
  const { gate, role, sealing, bindPid } = opening
  const prepare = options.prepare !== false
  const statement = opening.statement(opening.database ?? options.database)
  const ready = new Promise<void>((resolve, reject) => {
    const onexecute = (): true => {
      resolve()
      return true
    }
    // A parameter that is made when it is written: postgres.js puts the backend on the query first, and turns parameters
    // into text afterwards, so that the seal can name the backend without a trip to ask for it.
    const late = (make: (pid: number) => string) => ({
      toString: () => make((bindPid ?? prepare) ? (query.state?.pid ?? 0) : 0),
    })
    const query: Query =
      prepare || sealing
        ? real.unsafe(
            statement.text,
            statement.values.map((value) => (typeof value === 'function' ? late(value) : value)),
            { prepare, simple: false, onexecute },
          )
        : // Unprepared parameters cost two trips, and there is nothing to hide in these.
          real.unsafe(literalStatement(statement), [], { prepare, simple: true, onexecute })
    query.then(
      () => resolve(),
      (error: unknown) => {
        if (isConnectionLoss(error)) gate.lose(error)
        else gate.refuse(contextRefused(error, role))
        reject(error)
      },
    )
  })
  ready.catch(() => {})
  return ready
}

function clientOver(real: Sql, transaction: Transaction): object {
  const { gate, prepare, ready } = transaction
  const pass = async () => {
    await ready
    gate.checkSend()
  }
  return {
    // Never the simple protocol: there a text may hold several commands, a COMMIT among them.
    unsafe: (text: string, values: readonly unknown[] = []) =>
      pending(pass, () => real.unsafe(text, values, { prepare, simple: false }), transaction),
    savepoint: async (run: Run) => {
      await pass()
      return real.savepoint((inner) => {
        // Once this transaction is over its connection is somebody else's: no ROLLBACK TO from a savepoint left behind.
        return unless(
          () => gate.lost || gate.closed,
          run(clientOver(inner, transaction)),
          () => {},
        )
      })
    },
  }
}

/** A query that is sent when somebody waits for it, as postgres.js' own are, and once. */
function pending(pass: () => Promise<void>, make: () => Query, transaction: Transaction): object {
  const { failures, inspect } = transaction
  let answer: Promise<unknown> | null = null
  const send = async () => {
    await pass()
    const rows = await make().catch((error: unknown) => {
      if (typeof error === 'object' && error !== null) failures.add(error)
      throw error
    })
    inspect({ columns: rows.columns ?? [], rows })
    return rows
  }
  return {
    // biome-ignore lint/suspicious/noThenProperty: drizzle awaits what `unsafe` gives
    then: (done: (value: unknown) => unknown, failed: (error: unknown) => unknown) => {
      answer ??= send()
      return answer.then(done, failed)
    },
    values: () => pending(pass, () => make().values(), transaction),
  }
}

/**
 * What `work` comes to, unless by then it is too late: then it never settles. postgres.js would write its ROLLBACK to a
 * socket that is null, and throw where nobody can catch it (porsager/postgres #1154), or to a connection that has been
 * opened anew and holds another transaction.
 */
const unless = <R>(tooLate: () => boolean, work: Promise<R>, dropped: () => void): Promise<R> =>
  new Promise((resolve, reject) => {
    const settle = (how: () => void) => (tooLate() ? dropped() : how())
    work.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    )
  })
