/** A row by column name; values as the driver gives them, so queries return only what both drivers give alike. */
export type Row = Readonly<Record<string, unknown>>

/** Something to send SQL through. */
export interface Queries {
  /** One statement with parameters, or any number of statements without. */
  query<R extends object = Row>(text: string, params?: readonly unknown[]): Promise<readonly R[]>
}

/** One connection to a server, whichever driver holds it. */
export interface Connection extends Queries {
  /**
   * Runs `run` in a transaction: committed when it returns, rolled back when it throws, and its error thrown on.
   *
   * @throws TenancyError TEN481 when the connection is lost; nothing is committed unless that happened during COMMIT
   */
  transaction<T>(run: (tx: Queries) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A driver that may be installed. */
export interface Driver {
  readonly name: string
  /** The way to open a connection with it, or null when the package is not installed. */
  load(): Promise<((url: string) => Promise<Connection>) | null>
}

/** How long to wait for a server that does not answer. */
export const connectTimeoutSeconds = 10
