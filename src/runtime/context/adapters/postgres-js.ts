import type { Adapter, Opening } from '../adapter.js'
import { isAnswer, isConnectionLoss } from '../connection-loss.js'
import { literalStatement } from '../context-statement.js'
import { sessionOver } from '../drizzle-inside.js'
import { endedByCallback, endsTransaction } from '../ended-by-callback.js'
import { cleanUp, type SessionSetting, sessionSettings } from '../hygiene.js'
import { beginRefused, contextRefused, rolledBack } from '../opening-errors.js'
import {
  type Answered,
  type Connection,
  LateText,
  type Line,
  type Query,
  type Source,
  takeLine,
} from './postgres-js-line.js'

/**
 * postgres.js: BEGIN, the context and the first query go out in one write, the context as a prepared statement with bind
 * parameters. Statements are prepared unless the pool says `prepare: false`: drizzle's unnamed ones cost a trip more,
 * in which postgres.js asks for the parameters' types.
 */
export const postgresJs: Adapter = async (db, opening, work) => {
  const source = db.session.client as unknown as Source
  const { connection: begun, release } = await begin(source, opening)
  const transaction = transactionOn(source, begun, opening)
  const facade = {
    options: source.options,
    begin: <R>(run: (client: object) => R): R => run(transaction.client),
  }
  try {
    await transaction.ready
    await sessionOver(db, facade).transaction((tx) => work(tx, null))
    await transaction.commit()
  } catch (error) {
    await transaction.rollback()
    throw error
  } finally {
    transaction.over.then(release, release)
  }
}

interface Begun {
  readonly line: Line
  readonly begin: Query
}

/** Takes a connection from the pool by sending BEGIN, and does not wait for the answer to it. */
async function begin(
  source: Source,
  opening: Opening,
  again = true,
): Promise<{ readonly connection: Begun; readonly release: () => void }> {
  const { gate, mode } = opening
  const start = () => {
    let given: Begun | null = null
    let query: Query
    const connection = new Promise<Begun>((resolve, reject) => {
      const onexecute = (on: Connection): false => {
        given = { line: takeLine(source, on, gate), begin: query }
        resolve(given)
        return false
      }
      query = source.unsafe(mode === '' ? 'begin' : `begin ${mode}`, [], { simple: true, onexecute })
      query.catch((error: unknown) => {
        if (given === null) reject(error)
        else if (isConnectionLoss(error)) gate.lose(error)
        else gate.refuse(beginRefused(error))
      })
    })
    return { connection, giveUp: () => void query.cancel()?.catch(() => {}) }
  }
  try {
    return await opening.acquire(source, source.options.max, start, ({ line }) =>
      line.last([line.query('rollback', [], simple)]),
    )
  } catch (error) {
    // A connection that died in mid-query keeps its backend's last words for the next query on it, which may be our
    // BEGIN (`errorResponse` in connection.js). Nothing was sent: once more.
    if (again && isShutdown(error)) return begin(source, opening, false)
    throw error
  }
}

const simple = { simple: true } as const

const isShutdown = (error: unknown) => {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  // Operator intervention, and the two time-outs that end a session (manual, A).
  return typeof code === 'string' && (code.startsWith('57P') || code === '25P03' || code === '25P04')
}

/** Modes that a server in recovery refuses: what was sent behind such a BEGIN would run without a transaction. */
const mayBeRefused = /read write|serializable/

function transactionOn(source: Source, { line, begin: begun }: Begun, opening: Opening) {
  const { gate, mode, single } = opening
  const prepare = source.options.prepare !== false
  const running = new Set<Query>()
  let kept: Promise<readonly SessionSetting[]> = Promise.resolve([])
  let ending: Promise<Answered> | null = null
  let cleaned: Promise<unknown> = Promise.resolve()
  let savepoints = 0

  opening.onCancel(async () => {
    await Promise.all([...running].map((query) => query.cancel()))
  })

  const open = async () => {
    if (mayBeRefused.test(mode)) await begun.catch(() => {})
    if (gate.failure !== null) throw gate.failure
    if (opening.hygiene) {
      kept = keptSettings(line, begun)
      kept.catch(() => {})
    }
    sendContext(source, line, opening)
  }

  /** Sends the end of the transaction and the clean-up behind it, in one write. */
  const end = (text: 'commit' | 'rollback', settings: readonly SessionSetting[]): Promise<Answered> => {
    const last = line.query(text, [], simple)
    const tail = opening.hygiene ? [line.query(cleanUp(opening.traces, settings).join(';'), [], simple)] : []
    line.last([last, ...tail])
    // A session that cannot be cleaned up is given to nobody. A COMMIT that is refused has rolled back.
    const tidy = Promise.all(tail).catch(() => line.destroy())
    cleaned = last.then(
      () => tidy,
      () => tidy,
    )
    return last
  }
  const sendEnd = async (text: 'commit' | 'rollback') => {
    ending ??= end(text, await kept.catch(() => []))
    return ending
  }

  const send = async (text: string, values: readonly unknown[], asValues: boolean): Promise<Answered> => {
    gate.checkSend()
    const settings = single ? await kept : []
    // Never the simple protocol: there a text may hold several commands, a COMMIT among them.
    const query = line.query(text, values, { prepare, simple: false })
    if (asValues) query.values()
    running.add(query)
    line.send(query)
    if (single) ending = end('commit', settings)
    try {
      const rows = await query
      if (endsTransaction(rows.command, text)) {
        line.destroy()
        gate.refuse(endedByCallback())
      }
      opening.inspect({ text, columns: rows.columns ?? [], rows })
      return rows
    } finally {
      running.delete(query)
    }
  }
  const command = async (text: string) => {
    gate.checkSend()
    const query = line.query(text, [], simple)
    line.command(query)
    await query
  }

  const client = {
    unsafe: (text: string, values: readonly unknown[] = []) =>
      pending((asValues) => send(text, values, asValues)),
    savepoint: async <R>(run: (client: object) => Promise<R>): Promise<R> => {
      savepoints += 1
      const name = `tenantry_${savepoints}`
      await command(`savepoint ${name}`)
      try {
        const result = await run(client)
        await command(`release savepoint ${name}`)
        return result
      } catch (error) {
        // Once this transaction is over its connection is somebody else's.
        if (!gate.lost && !gate.closed) await command(`rollback to savepoint ${name}`).catch(() => {})
        throw error
      }
    },
  }

  return {
    client,
    ready: open(),
    commit: async (): Promise<void> => {
      if (gate.failure !== null) throw gate.failure
      const answer = sendEnd('commit').then(
        ({ command: tag }) => {
          if (tag !== 'COMMIT') throw rolledBack(gate.stumble)
        },
        (error: unknown) => {
          if (!isAnswer(error)) gate.lose(error)
          throw error
        },
      )
      if (opening.early) return void answer.catch(() => {})
      await answer
      // It comes in the same packet; without it the pool would open another connection for whoever is next.
      await cleaned
    },
    rollback: async (): Promise<void> => {
      if (gate.lost || ending !== null) return
      // What the caller must see is the callback's error; a connection that cannot roll back is not used again.
      await sendEnd('rollback').catch(() => line.destroy())
    },
    get over() {
      return cleaned
    },
  }
}

const sessions = new WeakMap<
  Connection,
  { readonly pid: number; readonly settings: readonly SessionSetting[] }
>()

/** What the session holds by itself: asked once for each connection, behind BEGIN and before the context. */
async function keptSettings(line: Line, { state }: Query): Promise<readonly SessionSetting[]> {
  const pid = state?.pid ?? 0
  const known = sessions.get(line.connection)
  if (known?.pid === pid) return known.settings
  const query = line.query(sessionSettings, [], simple)
  line.command(query)
  const settings = (await query) as unknown as readonly SessionSetting[]
  sessions.set(line.connection, { pid, settings })
  return settings
}

function sendContext({ options }: Source, line: Line, opening: Opening): void {
  const { gate, role, sealing, bindPid } = opening
  const prepare = options.prepare !== false
  const statement = opening.statement(opening.database ?? options.database)
  // A parameter that is made when it is written: postgres.js puts the backend on the query first, and turns parameters
  // into text afterwards, so that the seal can name the backend without a trip to ask for it.
  const late = (make: (pid: number) => string) =>
    new LateText(() => make((bindPid ?? prepare) ? (query.state?.pid ?? 0) : 0))
  const query: Query =
    prepare || sealing
      ? line.query(
          statement.text,
          statement.values.map((value) => (typeof value === 'function' ? late(value) : value)),
          { prepare, simple: false },
        )
      : // Unprepared parameters cost two trips, and there is nothing to hide in these.
        line.query(literalStatement(statement), [], simple)
  // Known in the moment in which it is, before anything that waits behind it is written.
  const { reject } = query
  query.reject = (error) => {
    if (isConnectionLoss(error)) gate.lose(error)
    else gate.refuse(contextRefused(error, role))
    reject(error)
  }
  line.command(query)
  query.catch(() => {})
}

/** A query that is sent when somebody waits for it, as postgres.js' own are, and once. */
function pending(send: (asValues: boolean) => Promise<Answered>, asValues = false): object {
  let answer: Promise<Answered> | null = null
  return {
    // biome-ignore lint/suspicious/noThenProperty: drizzle awaits what `unsafe` gives
    then: (done: (value: Answered) => unknown, failed: (error: unknown) => unknown) => {
      answer ??= send(asValues)
      return answer.then(done, failed)
    },
    values: () => pending(send, true),
  }
}
