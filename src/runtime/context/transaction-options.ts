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
}

const isolationLevels = ['read uncommitted', 'read committed', 'repeatable read', 'serializable']
const accessModes = ['read only', 'read write']
const known = ['isolationLevel', 'accessMode', 'deferrable', 'statementTimeoutMs', 'idleTimeoutMs']

/**
 * What follows BEGIN, and the settings of the context. Only texts from the fixed lists above reach the server.
 *
 * @throws TenancyError TEN611 for an option that is not one, or a value that it does not take
 */
export const readTransactionOptions = (
  options: TransactionOptions,
): { readonly mode: string; readonly settings: readonly (readonly [name: string, value: string])[] } => {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw bad(name, `is no option; there are ${known.join(', ')}`)
  }
  const { isolationLevel, accessMode, deferrable, statementTimeoutMs, idleTimeoutMs } = options
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
  return {
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
  // The settings are integers of 32 bits (manual, 19.11).
  if (!Number.isInteger(ms) || ms < 0 || ms > 2_147_483_647)
    throw bad(option, 'takes whole milliseconds from 0 on')
  return [[setting, String(ms)]]
}

const bad = (name: string, why: string) => new TenancyError('TEN611', `withTenant: ${name} ${why}.`)
