import { TenancyError } from '../../model/error.js'

/**
 * Whether a transaction is still there to be talked to. Every statement of a handle passes its gate before anything is
 * sent: with today's drivers a handle that outlives its transaction runs inside the next one on that connection, which
 * may be another tenant's (drizzle 0.45 with postgres.js 3.4 and pg 8.23; test/runtime/context/escaped-handle.test.ts).
 */
export interface Gate {
  /** @throws TenancyError TEN604 after the end, TEN607 after the connection's loss */
  check(): void
  close(): void
  /** The connection is gone; the first reason stays. */
  lose(reason: unknown): void
  readonly lost: boolean
  /** Rejects with TEN607 when the connection is lost, and never settles otherwise. */
  readonly loss: Promise<never>
}

export const openGate = (): Gate => {
  let closed = false
  let lost: TenancyError | null = null
  let reject: (reason: TenancyError) => void = () => {}
  const loss = new Promise<never>((_, no) => {
    reject = no
  })
  // Nobody may be listening when it happens.
  loss.catch(() => {})
  return {
    loss,
    get lost() {
      return lost !== null
    },
    check: () => {
      if (lost !== null) throw lost
      if (closed) {
        throw new TenancyError(
          'TEN604',
          'this transaction is over: its callback has ended. Await every query inside withTenant, and do not keep tx.',
        )
      }
    },
    close: () => {
      closed = true
    },
    lose: (reason) => {
      if (lost !== null) return
      lost = new TenancyError(
        'TEN607',
        'the connection of this transaction is lost; Postgres has rolled it back, unless it was lost while committing. Run withTenant again.',
        { cause: reason },
      )
      reject(lost)
    },
  }
}
