import { TenancyError } from '../../model/error.js'

/** How the transaction runs; what is not given stays as the server has it. */
export interface TransactionOptions {
  readonly isolationLevel?: 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable'
  readonly accessMode?: 'read only' | 'read write'
  /** With serializable and read only: wait for a snapshot that needs no checks. */
  readonly deferrable?: boolean
  /** Milliseconds that one statement may take; 0 for no limit. */
  readonly statementTimeoutMs?: number
  /** Milliseconds that the transaction may wait for its next statement; 0 for no limit. */
  readonly idleTimeoutMs?: number
  /** Milliseconds to wait for a connection of the pool; 0 for no limit. Default 30,000. */
  readonly acquireTimeoutMs?: number
  /** Cancels the running statement, rolls back and frees the connection; `withTenant` is rejected with its reason. */
  readonly signal?: AbortSignal
  /**
   * How often the callback is run again, in a new transaction, after Postgres has ended it to resolve a conflict
   * (serialization failure, deadlock). Default 0: what the callback does besides would happen again.
   */
  readonly retries?: number
  /** Whether answers are looked at for rows of other tenants. Default: as the tenancy says. */
  readonly tripwire?: boolean
  /** Whether the tenant is added to what drizzle's builders build. Default: as the tenancy says. */
  readonly predicate?: boolean
}

const isolationLevels = ['read uncommitted', 'read committed', 'repeatable read', 'serializable']
const accessModes = ['read only', 'read write']
const known = [
  'isolationLevel',
  'accessMode',
  'deferrable',
  'statementTimeoutMs',
  'idleTimeoutMs',
  'acquireTimeoutMs',
  'signal',
  'retries',
  'tripwire',
  'predicate',
]

/** The options of a transaction, checked. */
export interface ReadOptions {
  /** What follows BEGIN. */
  readonly mode: string
  /** Settings of the context. */
  readonly settings: readonly (readonly [name: string, value: string])[]
  /** Whether nothing can fail at COMMIT that matters to anybody. */
  readonly readsOnly: boolean
  readonly acquireTimeoutMs: number
  readonly signal: AbortSignal | undefined
  readonly retries: number
  /** Whether the transaction sees the database as it was when it began. */
  readonly snapshot: boolean
  readonly tripwire: boolean | undefined
  readonly predicate: boolean | undefined
}

/**
 * Only texts from the fixed lists above reach the server.
 *
 * @throws TenancyError TEN611 for an option that is not one, or a value that it does not take
 */
export const readTransactionOptions = (options: TransactionOptions): ReadOptions => {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw bad(name, `is no option; there are ${known.join(', ')}`)
  }
  const { isolationLevel, accessMode, deferrable, statementTimeoutMs, idleTimeoutMs, signal } = options
  const mode: string[] = []
  if (isolationLevel !== undefined) {
    if (!isolationLevels.includes(isolationLevel))
      throw bad('isolationLevel', `takes ${isolationLevels.join(', ')}`)
    mode.push(`isolation level ${isolationLevel}`)
  }
  if (accessMode !== undefined) {
    if (!accessModes.includes(accessMode)) throw bad('accessMode', `takes ${accessModes.join(', ')}`)
    mode.push(accessMode)
  }
  if (deferrable !== undefined) {
    if (typeof deferrable !== 'boolean') throw bad('deferrable', 'takes true or false')
    mode.push(deferrable ? 'deferrable' : 'not deferrable')
  }
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw bad('signal', 'takes an AbortSignal')
  }
  const { tripwire, predicate } = options
  for (const [name, value] of Object.entries({ tripwire, predicate })) {
    if (value !== undefined && typeof value !== 'boolean') throw bad(name, 'takes true or false')
  }
  return {
    tripwire,
    predicate,
    snapshot: isolationLevel === 'repeatable read' || isolationLevel === 'serializable',
    // A serializable transaction may be refused at COMMIT although it has only read.
    readsOnly: accessMode === 'read only' && isolationLevel !== 'serializable',
    acquireTimeoutMs: whole(
      'acquireTimeoutMs',
      options.acquireTimeoutMs ?? 30_000,
      'whole milliseconds from 0 on',
    ),
    retries: whole('retries', options.retries ?? 0, 'a whole number from 0 on'),
    signal,
    mode: mode.join(' '),
    settings: [
      ...timeout('statementTimeoutMs', 'statement_timeout', statementTimeoutMs),
      ...timeout('idleTimeoutMs', 'idle_in_transaction_session_timeout', idleTimeoutMs),
    ],
  }
}

function timeout(
  option: string,
  setting: string,
  ms: number | undefined,
): readonly (readonly [string, string])[] {
  if (ms === undefined) return []
  return [[setting, String(whole(option, ms, 'whole milliseconds from 0 on'))]]
}

// The server's settings are integers of 32 bits (manual, 19.11), and so are the delays of timers.
function whole(option: string, given: number, takes: string): number {
  if (Number.isInteger(given) && given >= 0 && given <= 2_147_483_647) return given
  throw bad(option, `takes ${takes}`)
}

const bad = (name: string, why: string) => new TenancyError('TEN611', `withTenant: ${name} ${why}.`)
