import type { Gate } from '../gate.js'

/*
 * One connection of postgres.js for the length of a transaction. `sql.begin` would do, but it waits for the answer to
 * BEGIN, a round trip, and gives the connection back to the pool as soon as the server says that no transaction is open:
 * also when a statement of the callback has ended it, whose handle then reaches into the next tenant's transaction.
 * `sql.reserve` loses its connection for good when its backend dies (FACTS). What stands here does as both do, by the
 * same properties of a connection (postgres 3.4, connection.js); test/runtime/context/driver-inside.test.ts holds it.
 */

/** What a query comes to: its rows, where their columns come from, and the tag of the command. */
export type Answered = readonly unknown[] & {
  readonly columns?: readonly { readonly name: string; readonly table: number; readonly number: number }[]
  readonly command?: string
}

/** A query of postgres.js. */
export interface Query extends Promise<Answered> {
  values(): Query
  cancel(): Promise<void> | undefined
  /** Whether the handler was called: awaiting the query then sends nothing. */
  executed: boolean
  reject(error: unknown): void
  readonly args: readonly unknown[]
  readonly options: { onexecute?: (connection: Connection) => boolean }
  /** The backend, set in the moment in which the query is written to its connection. */
  readonly state: { readonly pid: number } | null
}

export interface QueryOptions {
  readonly prepare?: boolean
  readonly simple: boolean
  /** Called with the connection once the query has been written to it. */
  readonly onexecute?: (connection: Connection) => boolean
}

export interface Source {
  unsafe(text: string, values: readonly unknown[], options: QueryOptions): Query
  readonly options: {
    readonly prepare?: boolean
    readonly database: string
    readonly max: number
    /** The user's own types. */
    readonly types: Readonly<Record<string, { readonly serialize?: unknown } | undefined>>
  }
}

type Next = (() => void) & { release?: true | undefined }

/** A connection, as the pool and the queries see it. */
export interface Connection {
  /** Writes the query; false when nothing may be written behind it before it is answered. */
  execute(query: Query): boolean | undefined
  /** Called whenever everything that was written has been answered; while it is set the pool gives nobody the connection. */
  reserved: Next | null | undefined
  onclose: ((error: unknown) => void) | null
  /** The pool's list that the connection stands in. */
  queue: { remove(connection: Connection): unknown; push(connection: Connection): unknown }
  terminate(): void
}

export interface Line {
  /** A query that is not sent yet. */
  readonly query: (text: string, values: readonly unknown[], options: QueryOptions) => Query
  /** Sends one of the callback's, in the order of the calls, unless the gate is shut by the time that it is its turn. */
  readonly send: (query: Query) => void
  /** Sends one of ours. */
  readonly command: (query: Query) => void
  /** Sends the last ones of ours; with the answer to the last of them the connection goes back to the pool. */
  readonly last: (queries: readonly Query[]) => void
  /** Closes the connection: the pool opens another one. */
  readonly destroy: () => void
  readonly connection: Connection
}

/** A list that is none of the pool's: what stands in it is given to nobody. */
const parking: Connection['queue'] = { remove: () => null, push: (connection) => connection }

/** Takes the connection that BEGIN has just been written to. To be called in BEGIN's `onexecute`. */
export const takeLine = (source: Source, connection: Connection, gate: Gate): Line => {
  const waiting: { readonly query: Query; readonly ours: boolean }[] = []
  const taken = Boolean(connection.reserved)
  const serializes = Object.values(source.options.types).some((type) => type?.serialize !== undefined)
  // BEGIN.
  let unanswered = true
  let blocked = false
  let gone = false
  let final: Query | null = null

  const next: Next = () => {
    unanswered = false
    blocked = false
    for (let at = waiting[0]; at !== undefined && !mustWait(at.query); at = waiting[0]) {
      waiting.shift()
      write(at.query, at.ours)
    }
  }
  // postgres.js gives a connection back by itself when no transaction is open, unless this says that somebody else will.
  next.release = true
  const closed = (error: unknown) => {
    gone = true
    gate.lose(error)
  }
  connection.queue.remove(connection)
  connection.queue = parking
  connection.reserved = next
  connection.onclose = closed

  /**
   * When a value cannot be written, postgres.js tells the query whose answer it is waiting for, and takes later answers
   * for those of the wrong queries: what may fail goes out when nothing is on its way.
   */
  const mustWait = ({ args }: Query): boolean =>
    blocked || (unanswered && args.length > 0 && (serializes || !args.every(isPlain)))

  const write = (query: Query, ours: boolean): void => {
    // Nothing is written to a socket that is closed, where postgres.js would throw out of reach of any catch, nor to a
    // connection that was given to somebody else.
    if (gone || connection.reserved !== next) {
      query.reject(new Error('this connection is lost'))
      return
    }
    try {
      if (!ours) gate.checkSend()
    } catch (error) {
      query.reject(error)
      return
    }
    let told = false
    query.options.onexecute = () => {
      told = true
      return true
    }
    const alone = !unanswered
    unanswered = true
    const goesOn = connection.execute(query) === true
    if (goesOn && !told && !alone) {
      gone = true
      connection.reserved = null
      connection.terminate()
      gate.lose(new Error('postgres.js could not write a query'))
      query.reject(new Error('this query could not be written'))
      return
    }
    blocked = !goesOn
    // From here on postgres.js gives it back, when everything has been answered and no transaction is open.
    if (query === final) delete next.release
  }
  const enqueue = (query: Query, ours: boolean): void => {
    query.executed = true
    if (!gone && (waiting.length > 0 || mustWait(query))) waiting.push({ query, ours })
    else write(query, ours)
  }
  if (taken) closed(new Error('postgres.js gave out a connection on which a transaction is running'))
  return {
    connection,
    query: (text, values, options) => source.unsafe(text, values, { ...options }),
    send: (query) => enqueue(query, false),
    command: (query) => enqueue(query, true),
    last: (queries) => {
      final = queries.at(-1) ?? null
      for (const query of queries) enqueue(query, true)
      const over = () => {
        if (connection.onclose === closed) connection.onclose = null
      }
      final?.then(over, over)
    },
    destroy: () => {
      if (gone) return
      // Out of the pool's lists until its socket is closed, upon which the pool opens it anew.
      connection.queue.remove(connection)
      connection.queue = parking
      connection.reserved = null
      connection.terminate()
    },
  }
}

const isPlain = (value: unknown): boolean =>
  value === null || typeof value !== 'object' || value instanceof LateText

/** A text that is made when it is written. */
export class LateText {
  readonly #make: () => string

  constructor(make: () => string) {
    this.#make = make
  }

  toString(): string {
    return this.#make()
  }
}
