import type { ContextStatement } from './context-statement.js'
import type { DrizzleInside, Scope } from './scope.js'

/** What drizzle gives to the callback of a transaction; opaque to the adapters. */
export type DrizzleTx = object

/** All that an adapter needs to open one transaction for one tenant. */
export interface Opening {
  /** What follows BEGIN, from fixed texts; may be empty. */
  readonly mode: string
  /** The context, sealed for the database that it is opened on. */
  readonly statement: (database: string) => ContextStatement
  /** Whether a key is there: without one nobody needs to know the database's name. */
  readonly sealing: boolean
  /** The database's name as the user gives it, for poolers. */
  readonly database: string | null
  readonly bindPid: boolean
  /** The transaction to be, for the given only connection. */
  readonly scope: (only: object | null) => Scope
}

/**
 * Runs `fn` inside one transaction of drizzle's own over a facade of the driver's client, which every statement
 * passes: BEGIN and the context first, then whatever the handle sends, each past the gate.
 */
export type Adapter = <R>(
  db: DrizzleInside,
  opening: Opening,
  fn: (tx: DrizzleTx, scope: Scope) => Promise<R>,
) => Promise<R>

/** A session like the user's own over another client: same dialect, schema, logger and casing. */
export const sessionOver = (
  db: DrizzleInside,
  client: object,
): { transaction<R>(fn: (tx: DrizzleTx) => Promise<R>): Promise<R> } => {
  const { session, dialect } = db
  const Session = session.constructor as new (
    client: object,
    dialect: object,
    schema: unknown,
    options: unknown,
  ) => { transaction<R>(fn: (tx: DrizzleTx) => Promise<R>): Promise<R> }
  return new Session(client, dialect, session.schema, session.options)
}
