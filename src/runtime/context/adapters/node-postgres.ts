import { TenancyError } from '../../../model/error.js'
import type { Adapter, Opening, Work } from '../adapter.js'
import { isAnswer, isConnectionLoss } from '../connection-loss.js'
import { valuesFor } from '../context-statement.js'
import { type DrizzleInside, sessionOver, withSession } from '../drizzle-inside.js'
import { beginRefused, contextRefused, rolledBack } from '../opening-errors.js'
import { canOpen, type OpeningClient, sendBehind } from './opening-query.js'
import { oneAtATime } from './single-connection.js'

interface Result {
  readonly command?: string
  readonly fields?: readonly { readonly name: string; readonly tableID: number; readonly columnID: number }[]
  readonly rows?: readonly unknown[]
}

/** The parts of pg (8) that we call. */
interface Client extends OpeningClient {
  query(config: object, callback?: (error: Error | null, result: unknown) => void): Promise<Result>
  on(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
  end(): Promise<void>
  readonly processID?: number | null
  readonly database?: string
  readonly connectionParameters?: { readonly database?: string }
  /** pg 8.23 and later: queries are sent without waiting for the answers of earlier ones. */
  readonly pipeline?: boolean
  /** pg 8.21 and later: I idle, T in a transaction, E in a failed one. */
  getTransactionStatus?(): string | null
}
interface PoolClient extends Client {
  release(destroy?: boolean): void
}
interface Pool {
  connect(): Promise<PoolClient>
}

/** node-postgres: a pool, or a single client. */
export const nodePostgres: Adapter = async (db, opening, work) => {
  const source = db.session.client as unknown as Pool | Client
  if (isPool(source)) {
    const client = await source.connect()
    // A connection in doubt never goes back: whoever gets it next would be inside this tenant's transaction.
    return transact(db, client, opening, work, null, (clean) => client.release(!clean))
  }
  return oneAtATime(source, () =>
    transact(db, source, opening, work, source, (clean) => {
      if (!clean) source.end().catch(() => {})
    }),
  )
}

// The second is how drizzle itself knows one.
const isPool = (source: Pool | Client): source is Pool =>
  'totalCount' in source || source.constructor.name.includes('Pool')

async function transact(
  db: DrizzleInside,
  client: Client,
  opening: Opening,
  work: Work,
  only: object | null,
  release: (clean: boolean) => void,
): Promise<void> {
  const onError = (error: Error) => opening.gate.lose(error)
  // Without a listener a connection that dies idle ends the process (pg emits `error` on the checked-out client).
  client.on('error', onError)
  const transaction = transactionOn(client, opening)
  try {
    // Drizzle's own BEGIN, COMMIT and ROLLBACK lead nowhere: ours go out where drizzle's handle cannot send them again.
    await sessionOver(db, nowhere).transaction(async (outer) => {
      try {
        await work(withSession(outer, sessionOver(db, { query: transaction.query })), only)
        await transaction.commit()
      } catch (error) {
        await transaction.rollback()
        throw error
      }
    })
  } finally {
    release(transaction.clean())
    client.removeListener('error', onError)
  }
}

const nowhere = { query: async () => ({ rows: [], rowCount: 0 }) }

/** One transaction on a client: BEGIN and the context go out with the first query, and not without one. */
function transactionOn(client: Client, opening: Opening) {
  const { gate, role } = opening
  let opened: Promise<unknown> | null = null
  let last: Promise<unknown> = Promise.resolve()
  let state: 'none' | 'open' | 'over' | 'doubtful' = 'none'

  const refuse = (index: number, error: unknown) => {
    if (isConnectionLoss(error)) return gate.lose(error)
    // A BEGIN that was refused has begun nothing; a context that was, can be rolled back.
    if (index === 0) state = 'doubtful'
    gate.refuse(index === 0 ? beginRefused(error) : contextRefused(error, role))
  }
  const begin = (config: object): Promise<Result> => {
    state = 'open'
    if (!canOpen(client)) {
      opened = openOneByOne(client, opening, refuse)
      return opened.then(() => client.query(config))
    }
    return new Promise((resolve, reject) => {
      opened = new Promise<void>((passed, rejected) => {
        sendBehind<Result>(client, openingOf(client, opening), config, {
          passed,
          refused: (index, error) => {
            refuse(index, error)
            rejected(error)
          },
          // Say a name that stands for another text: whoever comes next opens.
          unsent: (error) => {
            state = 'none'
            opened = null
            rejected(error)
          },
        }).then(resolve, reject)
      })
      opened.catch(() => {})
    })
  }
  const send = async (config: object): Promise<Result> => {
    gate.checkSend()
    if (opened === null) return begin(config)
    // Nothing is sent before the server has said that the context stands: were BEGIN refused, it would run without one.
    await opened.catch(() => {})
    gate.checkSend()
    return opened === null ? begin(config) : client.query(config)
  }
  const inspected = async (sent: Promise<Result>): Promise<Result> => {
    const result = await sent
    const { fields = [], rows = [] } = result
    const columns = fields.map(({ name, tableID, columnID }) => ({ name, table: tableID, number: columnID }))
    opening.inspect({ columns, rows })
    return result
  }
  return {
    query: (config: string | object, values?: readonly unknown[]): Promise<Result> => {
      const query = extended(config, values)
      if (client.pipeline) return inspected(send(query))
      // Else pg would queue it, which from version 9 on it no longer does.
      const turn = last.then(() => inspected(send(query)))
      last = turn.catch(() => {})
      return turn
    },
    commit: async (): Promise<void> => {
      if (gate.failure !== null) throw gate.failure
      if (state === 'none') return
      state = 'doubtful'
      try {
        const { command } = await client.query({ text: 'commit' })
        state = 'over'
        if (command !== 'COMMIT') throw rolledBack(gate.stumble)
      } catch (error) {
        if (error instanceof TenancyError) throw error
        // The server's own answer, say of a deferred constraint: it has rolled back. Anything else is none.
        if (isAnswer(error)) {
          // Pg rejects with the error before the server has said that it is ready again, so that until then the client
          // still tells the state from before. An empty query's answer comes behind that.
          state = await client.query({ text: '' }).then(
            () => 'over' as const,
            () => 'doubtful' as const,
          )
        } else gate.lose(error)
        throw error
      }
    },
    rollback: async (): Promise<void> => {
      if (state !== 'open' || gate.lost) return
      state = 'doubtful'
      // What the caller must see is the callback's error; a connection that cannot roll back is not used again.
      await client.query({ text: 'rollback' }).then(
        () => {
          state = 'over'
        },
        () => {},
      )
    },
    clean: (): boolean =>
      !gate.lost &&
      (state === 'none' || state === 'over') &&
      (client.getTransactionStatus?.() ?? 'I') === 'I',
  }
}

/** Never the simple protocol: there a text may hold several commands, a COMMIT among them. */
const extended = (config: string | object, values: readonly unknown[] = []) => ({
  ...(typeof config === 'string' ? { text: config } : config),
  values,
  queryMode: 'extended',
})

const openingOf = (client: Client, { mode, statement, database, bindPid }: Opening) => {
  const context = statement(database ?? client.database ?? client.connectionParameters?.database ?? '')
  return [
    { text: mode === '' ? 'begin' : `begin ${mode}`, values: () => [] },
    {
      text: context.text,
      // Bound, also where the client has not been connected when it was handed to us: asked when the message is made.
      values: () => valuesFor(context, (bindPid ?? true) ? (client.processID ?? 0) : 0),
    },
  ]
}

/** For clients without pg's protocol, such as pg-native: each statement awaited, nothing sent before it has succeeded. */
async function openOneByOne(
  client: Client,
  opening: Opening,
  refuse: (index: number, error: unknown) => void,
): Promise<void> {
  for (const [index, { text, values }] of openingOf(client, opening).entries()) {
    try {
      await client.query({ text, values: values() })
    } catch (error) {
      refuse(index, error)
      throw error
    }
  }
}
