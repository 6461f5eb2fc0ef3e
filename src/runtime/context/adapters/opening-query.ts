/*
 * node-postgres, one level below its queries: what pg-cursor and pg-query-stream build on as well. Held by
 * test/runtime/context/driver-inside.test.ts.
 */

/** The messages of the extended protocol, as pg's connection sends them. */
interface Connection {
  parse(message: { readonly text: string }): void
  bind(message: { readonly values: readonly string[] }): void
  execute(message: { readonly portal: string; readonly rows: number }): void
  sync(): void
  /** Names whose Parse has gone out and has not been answered. */
  readonly submittedNamedStatements?: Record<string, string>
}

/** A query of pg, as its client submits it and tells it what the server answers. */
interface Query {
  name?: string | undefined
  /** Whether it goes out in the extended protocol, by `prepare`. */
  requiresPreparation(): boolean
  prepare(connection: Connection): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: { readonly text: string }, connection: Connection): void
  handleError(error: unknown, connection: Connection): void
}

type Callback = (error: Error | null, result: unknown) => void

/** A client of pg, as far as it can be sent groups of statements. */
export interface OpeningClient {
  readonly connection?: object
  query(query: object, callback: Callback): unknown
}

export interface Prefix {
  readonly text: string
  /** Asked when the connection is known to be there. */
  readonly values: () => readonly string[]
}

/** Whether this client can send an opening; a native one cannot. */
export const canOpen = (client: OpeningClient): boolean => {
  const { connection } = client as { readonly connection?: Partial<Connection> }
  return (
    typeof queryClassOf(client)?.prototype?.prepare === 'function' &&
    typeof queryClassOf(client)?.prototype.requiresPreparation === 'function' &&
    typeof connection?.parse === 'function' &&
    typeof connection.bind === 'function' &&
    typeof connection.execute === 'function'
  )
}

/** What goes out around a query, in its group. */
export interface Group {
  readonly before: readonly Prefix[]
  /** Statements behind the query, without parameters; the first one's tag tells how they went. */
  readonly behind?: readonly string[]
}

export interface GroupEvents {
  /** All of `before` have succeeded. */
  passed(): void
  /** One of `before` failed instead. */
  refused(index: number, error: unknown): void
  /** The client did not even send it. */
  unsent(error: unknown): void
  /** Each statement of `behind` that has succeeded. */
  behind?(tag: string): void
}

/**
 * Sends statements, a query behind them and statements behind that as one group: Parse, Bind, Execute of each, and a
 * single Sync at the end. When one of them fails the server skips whatever stands before the Sync (manual, 55.2.4), so
 * the query cannot run unless BEGIN and the context have succeeded; nor can it be sent by itself, as it could if they
 * were pipelined queries with a Sync each. It saves their round trips besides.
 */
export const sendBehind = <R>(
  client: OpeningClient,
  { before, behind = [] }: Group,
  config: object,
  events: GroupEvents,
): Promise<R> =>
  new Promise<R>((resolve, reject) => {
    const Query = queryClassOf(client)
    if (Query === undefined) throw new TypeError('this client has no Query')
    const query = new Query(config)
    const { name } = query
    const { prepare, handleDataRow, handleCommandComplete, handleError } = query
    let done = 0
    let sent: 'not yet' | 'partly' | 'wholly' = 'not yet'
    const opened = () => done >= before.length
    const answered = () => done > before.length

    Object.assign(query, {
      // Also without parameters, where pg prefers the simple protocol, and would send it without what stands before.
      requiresPreparation: () => true,
      prepare: (connection: Connection) => {
        sent = 'partly'
        for (const { text, values } of before) write(connection, text, values())
        prepare.call(query, behind.length === 0 ? connection : withBehind(connection, behind))
        sent = 'wholly'
        // The client takes every ParseComplete for that of the query's name; the first ones belong to `before`.
        Object.defineProperty(query, 'name', { get: () => (opened() ? name : undefined) })
      },
      handleDataRow: (message: unknown) => {
        if (opened() && !answered()) handleDataRow.call(query, message)
      },
      handleCommandComplete: (message: { readonly text: string }, connection: Connection) => {
        if (answered()) events.behind?.(tagOf(message))
        else if (opened()) handleCommandComplete.call(query, message, connection)
        done += 1
        if (done === before.length) events.passed()
      },
      handleError: (error: unknown, connection: Connection) => {
        if (sent === 'not yet') events.unsent(error)
        // In between it is a value of the query that cannot be written: the rest has gone out, and will be answered.
        else if (sent === 'wholly' && !opened()) {
          events.refused(done, error)
          // Its own Parse was skipped; the client, to which the query has no name yet, does not forget the name itself.
          if (name !== undefined) delete connection.submittedNamedStatements?.[name]
        }
        handleError.call(query, error, connection)
      },
    })
    client.query(query, (error, result) => {
      if (error) return reject(error)
      if (opened()) return resolve(result as R)
      const unknown = new Error('pg answered to a query without having answered to what was sent before it')
      events.refused(done, unknown)
      reject(unknown)
    })
  })

/** How a group without a query of the callback's went: tags in order, and what ended it before its end. */
export interface GroupOutcome {
  readonly tags: readonly string[]
  readonly error: unknown
}

/** Sends statements without parameters as one message, by the simple protocol. Their rows are nobody's. */
export const sendGroup = (client: OpeningClient, texts: readonly string[]): Promise<GroupOutcome> =>
  new Promise((resolve) => {
    const Query = queryClassOf(client)
    if (Query === undefined) throw new TypeError('this client has no Query')
    const tags: string[] = []
    const query = new Query({ text: texts.join(';') })
    Object.assign(query, {
      handleRowDescription: () => {},
      handleDataRow: () => {},
      handleCommandComplete: (message: { readonly text: string }) => {
        tags.push(tagOf(message))
      },
    })
    client.query(query, (error) => resolve({ tags, error }))
  })

const write = (connection: Connection, text: string, values: readonly string[]): void => {
  connection.parse({ text })
  connection.bind({ values })
  connection.execute({ portal: '', rows: 0 })
}

/** A connection on which a query's Sync goes out behind further statements. */
const withBehind = (connection: Connection, behind: readonly string[]): Connection =>
  Object.create(connection, {
    sync: {
      value: () => {
        for (const text of behind) write(connection, text, [])
        connection.sync()
      },
    },
  })

/** `SELECT 1` as `SELECT`. */
const tagOf = ({ text }: { readonly text: string }): string => text.replace(/( \d+)+$/, '')

const queryClassOf = (client: object) =>
  (client.constructor as { readonly Query?: (new (config: object) => Query) & { readonly prototype: Query } })
    .Query
