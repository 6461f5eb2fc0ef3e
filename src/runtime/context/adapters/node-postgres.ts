import type { Adapter, Opening, Work } from '../adapter.js'
import { isAnswer, isConnectionLoss } from '../connection-loss.js'
import { valuesFor } from '../context-statement.js'
import { type DrizzleInside, type DrizzleTx, sessionOver, withSession } from '../drizzle-inside.js'
import { endedByCallback, endsTransaction } from '../ended-by-callback.js'
import { cleanUp, type SessionSetting, sessionSettings } from '../hygiene.js'
import { beginRefused, contextRefused, rolledBack } from '../opening-errors.js'
import { type CancellableClient, cancelBackend } from './cancel-backend.js'
import { canOpen, type GroupOutcome, type OpeningClient, sendBehind, sendGroup } from './opening-query.js'
import { oneAtATime } from './single-connection.js'

interface Result {
  readonly command?: string
  readonly fields?: readonly { readonly name: string; readonly tableID: number; readonly columnID: number }[]
  readonly rows?: readonly unknown[]
}

/** The parts of pg (8) that we call. */
interface Client extends OpeningClient, CancellableClient {
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
  readonly options?: { readonly max?: number }
}

/** node-postgres: a pool, or a single client. */
export const nodePostgres: Adapter = async (db, opening, work) => {
  const source = db.session.client as unknown as Pool | Client
  if (isPool(source)) {
    const start = () => ({ connection: source.connect(), giveUp: () => {} })
    const max = source.options?.max ?? Number.POSITIVE_INFINITY
    const { connection, release } = await opening.acquire(source, max, start, (late) => late.release())
    return transact(
      db,
      connection,
      opening,
      (tx) => work(tx, null),
      (clean) => {
        release()
        // A connection in doubt never goes back: whoever gets it next would be inside this tenant's transaction.
        connection.release(!clean)
      },
    )
  }
  return oneAtATime(source, (hold) => {
    let over = () => {}
    hold(
      new Promise<void>((resolve) => {
        over = resolve
      }),
    )
    return transact(
      db,
      source,
      opening,
      (tx) => work(tx, source),
      (clean) => {
        if (!clean) source.end().catch(() => {})
        over()
      },
    )
  })
}

// The second is how drizzle itself knows one.
const isPool = (source: Pool | Client): source is Pool =>
  'totalCount' in source || source.constructor.name.includes('Pool')
/** @param release called once nothing more is sent on the client, which may be after the caller has its answer */
async function transact(
  db: DrizzleInside,
  client: Client,
  opening: Opening,
  work: (tx: DrizzleTx) => ReturnType<Work>,
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
        await transaction.ready
        await work(withSession(outer, sessionOver(db, { query: transaction.query })))
        await transaction.commit()
      } catch (error) {
        await transaction.rollback()
        throw error
      }
    })
  } finally {
    transaction.over().then((clean) => {
      release(clean)
      client.removeListener('error', onError)
    })
  }
}

const nowhere = { query: async () => ({ rows: [], rowCount: 0 }) }

/** One transaction on a client: BEGIN and the context go out with the first query, and not without one. */
function transactionOn(client: Client, opening: Opening) {
  const { gate, role, single, traces, hygiene } = opening
  let opened: Promise<unknown> | null = null
  let last: Promise<unknown> = Promise.resolve()
  let state: 'none' | 'open' | 'over' | 'doubtful' = 'none'
  let ending: Promise<unknown> = Promise.resolve()
  let kept: readonly SessionSetting[] = []

  opening.onCancel(() => cancelBackend(client))

  const refuse = (index: number, error: unknown) => {
    if (isConnectionLoss(error)) return gate.lose(error)
    // A BEGIN that was refused has begun nothing; a context that was, can be rolled back.
    if (index === 0) state = 'doubtful'
    gate.refuse(index === 0 ? beginRefused(error) : contextRefused(error, role))
  }
  const tidy = () => (hygiene ? cleanUp(traces, kept) : [])
  const begin = (config: object): Promise<Result> => {
    state = 'open'
    if (!canOpen(client)) {
      opened = openOneByOne(client, opening, refuse)
      return opened.then(() => client.query(config))
    }
    // A transaction of one statement ends in the same message.
    const group = { before: openingOf(client, opening), behind: single ? ['commit', ...tidy()] : [] }
    return new Promise((resolve, reject) => {
      opened = new Promise<void>((passed, rejected) => {
        sendBehind<Result>(client, group, config, {
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
          behind: (tag) => {
            if (state === 'open') state = tag === 'COMMIT' ? 'over' : 'doubtful'
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
  const answered = async (query: { readonly text?: unknown }, result: Promise<Result>): Promise<Result> => {
    const answer = await result
    const { fields = [], rows = [], command } = answer
    if (
      !single &&
      (endsTransaction(command, String(query.text)) || client.getTransactionStatus?.() === 'I')
    ) {
      gate.refuse(endedByCallback())
    }
    const columns = fields.map(({ name, tableID, columnID }) => ({ name, table: tableID, number: columnID }))
    opening.inspect({ text: String(query.text), columns, rows })
    return answer
  }
  /** Sends the end and the clean-up behind it. */
  const end = async (text: 'commit' | 'rollback'): Promise<GroupOutcome> => {
    if (canOpen(client)) return sendGroup(client, [text, ...tidy()])
    const tags: string[] = []
    try {
      tags.push((await client.query({ text })).command ?? '')
      const rest = tidy()
      if (rest.length > 0) await client.query({ text: rest.join(';') })
      return { tags, error: null }
    } catch (error) {
      return { tags, error }
    }
  }
  const commit = async (): Promise<void> => {
    state = 'doubtful'
    const { tags, error } = await end('commit')
    if (tags.length > 0) {
      // What was not cleaned up is given to nobody.
      if (error === null) state = 'over'
      if (tags[0] !== 'COMMIT') throw rolledBack(gate.stumble)
      return
    }
    // The server's own answer, say of a deferred constraint: it has rolled back. Anything else is none.
    if (!isAnswer(error)) gate.lose(error)
    else if ((await end('rollback')).error === null) state = 'over'
    throw error
  }

  return {
    ready: (async () => {
      if (hygiene) kept = await keptSettings(client)
    })(),
    query: (config: string | object, values?: readonly unknown[]): Promise<Result> => {
      const query = extended(config, values)
      if (client.pipeline) return answered(query, send(query))
      // Else pg would queue it, which from version 9 on it no longer does.
      const turn = last.then(() => answered(query, send(query)))
      last = turn.catch(() => {})
      return turn
    },
    commit: async (): Promise<void> => {
      if (gate.failure !== null) throw gate.failure
      if (state !== 'open') return
      const answer = commit()
      ending = answer.catch(() => {})
      if (!opening.early) await answer
    },
    rollback: async (): Promise<void> => {
      if (state !== 'open' || gate.lost) return
      state = 'doubtful'
      // What the caller must see is the callback's error; a connection that cannot roll back is not used again.
      if ((await end('rollback')).error === null) state = 'over'
    },
    /** Whether the connection can be used again, when nothing more is sent on it. */
    over: async (): Promise<boolean> => {
      await ending
      return (
        !gate.lost &&
        (state === 'none' || state === 'over') &&
        (client.getTransactionStatus?.() ?? 'I') === 'I'
      )
    },
  }
}

const sessions = new WeakMap<object, readonly SessionSetting[]>()

/** What the session holds by itself: asked once for each connection, before a tenant is in it. */
async function keptSettings(client: Client): Promise<readonly SessionSetting[]> {
  const known = sessions.get(client)
  if (known !== undefined) return known
  const { rows = [] } = await client.query({ text: sessionSettings })
  const settings = rows as readonly SessionSetting[]
  sessions.set(client, settings)
  return settings
}

/** Never the simple protocol: there a text may hold several commands, a COMMIT among them. */
/** Never the simple protocol: there a text may hold several commands, a COMMIT among them. */
const extended = (config: string | object, values: readonly unknown[] = []): Extended => ({
  ...(typeof config === 'string' ? { text: config } : config),
  values,
  queryMode: 'extended',
})

interface Extended {
  readonly text?: unknown
  readonly values: readonly unknown[]
  readonly queryMode: string
}

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
