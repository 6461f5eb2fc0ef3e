import { TenancyError } from '../../model/error.js'
import type { Gate } from './gate.js'

/** The user's wish to stop a transaction in its middle. */
export interface Abort {
  /** Rejected with the signal's reason as soon as it is aborted. */
  readonly aborted: Promise<never>
  /** How the running statements are cancelled on the server; without one they run to their end. */
  readonly onCancel: (cancel: () => Promise<unknown>) => void
  /** Waits until nothing is being cancelled any more: what comes too late would hit the connection's next user. */
  readonly settled: () => Promise<void>
  /** From now on the signal is not listened to. */
  readonly clear: () => void
}

/** @throws the signal's reason when it is aborted already */
export const abortBy = (signal: AbortSignal | undefined, gate: Gate): Abort => {
  signal?.throwIfAborted()
  let cancel: () => Promise<unknown> = async () => {}
  let cancelling: Promise<unknown> = Promise.resolve()
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      gate.refuse(
        new TenancyError('TEN618', 'this transaction was aborted by its signal, and is rolled back.', {
          cause: signal?.reason,
        }),
      )
      cancelling = cancel().catch(() => {})
      reject(signal?.reason)
    }
  })
  aborted.catch(() => {})
  signal?.addEventListener('abort', onAbort, { once: true })
  return {
    aborted,
    onCancel: (how) => {
      cancel = how
    },
    settled: async () => {
      await cancelling
    },
    clear: () => signal?.removeEventListener('abort', onAbort),
  }
}
