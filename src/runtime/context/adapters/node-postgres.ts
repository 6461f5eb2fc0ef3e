import { TenancyError } from '../../../model/error.js'
import { type Adapter, type DrizzleTx, type Opening, sessionOver } from '../adapter.js'
import { isConnectionLoss } from '../connection-loss.js'
import { contextError } from '../context-error.js'
import { literalStatement, valuesFor } from '../context-statement.js'
import { type DrizzleInside, rememberScope, type Scope } from '../scope.js'
import { oneAtATime } from './single-connection.js'

/** The parts of pg (8) that we call. */
interface Client {
  query(config: string | object, values?: readonly unknown[]): Promise<{ readonly command?: string }>
  on(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
  readonly processID?: number | null
  readonly database?: string
  /** pg 8.23 and later: queries are sent without waiting for the answers of earlier ones. */
  pipeline?: boolean
  /** pg 8.21 and later: I idle, T in a transaction, E in a failed one. */
  getTransactionStatus?(): string | null
}
interface PoolClient extends Client {
  release(destroy?: boolean | Error): void
}
interface Pool {
  connect(): Promise<PoolClient>
}

/** node-postgres: a pool, or a single client. */
export const nodePostgres: Adapter = async (db, opening, fn) => {
  const source = db.session.client as unknown as Pool | Client
  if (!isPool(source)) {
    return oneAtATime(source, () =>
      transact(db, source, opening, opening.scope(source), fn).then(({ give }) => give()),
    )
  }
  const client = await source.connect()
  let destroy = true
  try {
    const { give, clean } = await transact(db, client, opening, opening.scope(null), fn)
    destroy = !clean
    return give()
  } finally {
    // A connection in doubt never goes back: whoever gets it next would be inside this tenant's transaction.
    client.release(destroy)
  }
}

const isPool = (source: Pool | Client): source is Pool => 'totalCount' in source || 'idleCount' in source

interface Ended<R> {
  /** The callback's value, or its error thrown. */
  readonly give: () => R
  /** Whether the connection is known to be idle. */
  readonly clean: boolean
}

async function transact<R>(
  db: DrizzleInside,
  client: Client,
  opening: Opening,
  scope: Scope,
  fn: (tx: DrizzleTx, scope: Scope) => Promise<R>,
): Promise<Ended<R>> {
  const { gate } = scope
  const onError = (error: Error) => gate.lose(error)
  // Without a listener a connection that dies idle ends the process (pg emits `error` on the checked-out client).
  client.on('error', onError)
  const pipelined = client.pipeline
  const transaction = facadeOf(client, opening, scope)
  rememberScope(transaction.facade, scope)
  try {
    let give: () => R
    try {
      const value = await sessionOver(db, transaction.facade).transaction(async (tx) => {
        try {
          return await fn(tx, scope)
        } finally {
          gate.close()
          transaction.end()
        }
      })
      give = () => value
    } catch (error) {
      const reason = transaction.reason(error)
      give = () => {
        throw reason
      }
    }
    return { give, clean: transaction.clean() }
  } finally {
    if (pipelined !== undefined) client.pipeline = pipelined
    client.removeListener('error', onError)
  }
}

/**
 * What drizzle's session talks to instead of the client. Drizzle sends `begin` first, then the callback runs, then it
 * sends `commit` or `rollback`: the first and the last are ours, everything between passes the gate.
 */
function facadeOf(client: Client, opening: Opening, scope: Scope) {
  const { gate } = scope
  let phase: 'before' | 'open' | 'ending' | 'over' = 'before'
  let opened: Promise<unknown> = Promise.resolve()
  let failure: TenancyError | null = null
  let clean = false

  const noteLoss = (error: unknown) => {
    if (isConnectionLoss(error)) gate.lose(error)
  }
  const begin = async () => {
    phase = 'open'
    opened = open(client, opening).catch((error) => {
      noteLoss(error)
      failure = contextError(error, scope.role)
      throw failure
    })
    opened.catch(() => {})
    // Pipelined, the first query goes out behind it; else there is nothing to gain by not waiting.
    if (!client.pipeline) await opened
    return { rows: [], command: 'BEGIN' }
  }
  const commit = async () => {
    await opened
    if (gate.lost) await gate.loss
    const { command } = await client.query('commit')
    phase = 'over'
    clean = true
    if (command === 'COMMIT') return { rows: [], command }
    failure = new TenancyError(
      'TEN605',
      `nothing was kept: Postgres answered COMMIT with ${command}, since a statement had failed and its error was caught in the callback. Let it throw, or run it inside tx.transaction(…), a savepoint.`,
    )
    throw failure
  }
  const rollback = async () => {
    const answer = { rows: [], command: 'ROLLBACK' }
    if (phase === 'over' || gate.lost) return answer
    phase = 'over'
    try {
      await client.query('rollback')
      clean = true
    } catch (error) {
      // The callback's own error is what the caller must see; the connection is not used again.
      noteLoss(error)
    }
    return answer
  }
  const send = async (config: string | object, values?: readonly unknown[]) => {
    gate.check()
    const query = client.query(extended(config), values)
    query.catch(noteLoss)
    // Sent already: only the answer waits. What the server says of the context explains whatever it says of the query.
    await opened
    return query
  }

  const facade = {
    query: (config: string | { readonly text?: string }, values?: readonly unknown[]) => {
      const text = typeof config === 'string' ? config : config.text
      if (phase === 'before') return begin()
      if (phase === 'ending' && text === 'commit') return commit()
      if (phase === 'ending' && text === 'rollback') return rollback()
      return send(config, values)
    },
  }
  return {
    facade,
    end: () => {
      phase = 'ending'
    },
    /** Ours, where drizzle wrapped it as an error of a query; else what was thrown. */
    reason: (error: unknown) => (failure !== null && causedBy(error, failure) ? failure : error),
    clean: () => clean && !gate.lost && (client.getTransactionStatus?.() ?? 'I') === 'I',
  }
}

const causedBy = (error: unknown, cause: Error): boolean =>
  error === cause || (error instanceof Error && causedBy(error.cause, cause))

/** Never the simple protocol: there a text may hold several commands, a COMMIT among them. */
const extended = (config: string | object) => ({
  ...(typeof config === 'string' ? { text: config } : config),
  queryMode: 'extended',
})

/**
 * BEGIN and the context. Where the client pipelines, the seal travels as a bind parameter, which other sessions of the
 * same login cannot read in pg_stat_activity. Else BEGIN and the context are one text, and the seal in it holds for
 * this session alone; a seal that cannot be bound to the session waits for BEGIN and goes as a parameter too.
 */
async function open(client: Client, opening: Opening): Promise<unknown> {
  const statement = opening.statement(opening.database ?? client.database ?? '')
  const pid = opening.bindPid ? (client.processID ?? 0) : 0
  const text = opening.mode === '' ? 'begin' : `begin ${opening.mode}`
  if (client.pipeline !== undefined) {
    client.pipeline = true
    const began = client.query(text)
    const set = client.query({ text: statement.text, values: valuesFor(statement, pid) })
    set.catch(() => {})
    await began
    return set
  }
  if (pid !== 0 || !opening.sealing) return client.query(`${text};${literalStatement(statement, pid)}`)
  await client.query(text)
  return client.query({ text: statement.text, values: valuesFor(statement, pid) })
}
