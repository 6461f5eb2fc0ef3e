import type { Acquire } from './acquire.js'
import type { ContextStatement } from './context-statement.js'
import type { DrizzleInside, DrizzleTx } from './drizzle-inside.js'
import type { Gate } from './gate.js'
import type { Traces } from './hygiene.js'
import type { Answer } from './layers.js'

/** All that an adapter needs to open one transaction for one tenant. */
export interface Opening {
  /** What follows BEGIN, from fixed texts; may be empty. */
  readonly mode: string
  /** The role inside the transaction. */
  readonly role: string
  /** The context, sealed for the database that it is opened on. */
  readonly statement: (database: string) => ContextStatement
  /** Whether a key is there: without one nobody needs to know the database's name. */
  readonly sealing: boolean
  /** The database's name as the user gives it, for poolers. */
  readonly database: string | null
  /** Whether the seal holds for one backend alone, as the user wants it; null leaves it to what the adapter knows. */
  readonly bindPid: boolean | null
  readonly gate: Gate
  readonly acquire: Acquire
  /** How statements that are running are cancelled, for adapters that can. */
  readonly onCancel: (cancel: () => Promise<unknown>) => void
  /** Whether COMMIT goes out with the callback's one statement. Such a transaction only reads. */
  readonly single: boolean
  /** Whether the answer to COMMIT need not be waited for: nothing can be lost. */
  readonly early: boolean
  /** Whether the session is cleaned up at the end, and what the callback has sent, which says how much. */
  readonly hygiene: boolean
  readonly traces: Traces
  /**
   * Every answer to a statement of the callback goes past it before it goes on. When it throws, the gate has been told:
   * the transaction is refused as a whole.
   */
  readonly inspect: (answer: Answer) => void
}

/** The callback, on a handle that is the tenant's; `only` is the client, where that is a single connection. */
export type Work = (tx: DrizzleTx, only: object | null) => Promise<void>

/**
 * Runs `work` inside one transaction, after BEGIN and the context, and commits when it is fulfilled. Whatever the handle
 * sends passes the gate. Statements before that are the adapter's own; nothing of the callback runs outside.
 */
export type Adapter = (db: DrizzleInside, opening: Opening, work: Work) => Promise<void>
