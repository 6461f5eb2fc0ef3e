export interface QueryResult<R> {
  readonly rows: R[]
  /** Rows returned, or rows touched when none are returned. */
  readonly count: number
}

/**
 * One connection to a test database, with plain SQL: no runtime of ours in between. On PGlite it is a view on the only
 * connection there is, which behaves like a connection of its own as long as nobody comes between.
 *
 * Values come alike from both engines: bigint and numeric as text, dates and timestamps as text, bytea as bytes.
 */
export interface Session {
  /** One statement, in the extended protocol. */
  query<R = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<QueryResult<R>>
  /** Any number of statements, in the simple protocol. */
  exec(text: string): Promise<void>
  close(): Promise<void>
}

/** Object ids of the types whose values stay text: int8, numeric, date, timestamp, timestamptz, interval. */
export const textTypes: readonly number[] = [20, 1700, 1082, 1114, 1184, 1186]
