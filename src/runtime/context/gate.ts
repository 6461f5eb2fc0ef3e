import { TenancyError } from '../../model/error.js'
import { secondStatement } from './opening-errors.js'

/**
 * Whether a transaction is still there to be talked to. Every statement of a handle passes its gate before anything is
 * sent: with today's drivers a handle that outlives its transaction runs inside the next one on that connection, which
 * may be another tenant's (drizzle 0.45 with postgres.js 3.4 and pg 8.23; test/runtime/context/escaped-handle.test.ts).
 */
export interface Gate {
  /** @throws TenancyError TEN604 after the end, TEN606 when the server refused the context, TEN607 after a loss */
  check(): void
  /**
   * Sends something, past the gate. What comes back is rejected as soon as the connection is lost, whatever the driver
   * does; what fails because the transaction itself has failed says so, not what followed from it.
   */
  run<T>(send: () => PromiseLike<T>): Promise<T>
  /** A savepoint's time: rejected like `run`, and by the end of this gate, which nobody waits for it with. */
  during<T>(work: () => PromiseLike<T>): Promise<T>
  /** Nothing new passes any more. */
  close(): void
  /** Closes, and waits until everything that has passed has its answer. After that nothing is sent. */
  end(): Promise<void>
  /**
   * The last look before something that has passed is sent: a client may have let it wait.
   *
   * @throws TenancyError as `check`, but TEN604 after the end only
   */
  checkSend(): void
  /** The connection is gone. */
  lose(cause: unknown): void
  /** The transaction never became the tenant's. */
  refuse(error: TenancyError): void
  /** Why the transaction has failed as a whole (the first reason stays), or null. */
  readonly failure: TenancyError | null
  readonly lost: boolean
  readonly closed: boolean
  /**
   * The driver's error of the last query that failed by itself, or null. It may have been undone with its savepoint, or
   * have aborted the transaction, after which Postgres refuses all others (25P02).
   */
  readonly stumble: unknown
  /** Whether a savepoint was still open when the gate was closed. */
  readonly unfinished: boolean
  /** The gate of a savepoint: closes by itself, and with this one. */
  inner(): Gate
}

/** @param single whether it lets one query through, and no savepoint: `withTenant.one` */
export const openGate = (single = false): Gate => gateWithin(null, single)

function gateWithin(outer: Gate | null, single: boolean): Gate {
  const waiting = new Set<(reason: unknown) => void>()
  const savepoints = new Set<(reason: unknown) => void>()
  const idle = new Set<() => void>()
  let failure: TenancyError | null = null
  let stumble: unknown = null
  let [lost, closed, ended, unfinished, used] = [false, false, false, false, false]

  const whyNot = () => outer?.failure ?? failure
  const rejectAll = (rejections: Set<(reason: unknown) => void>, reason: unknown) => {
    for (const reject of rejections) reject(reason)
    rejections.clear()
  }
  const wake = () => {
    if (waiting.size > 0) return
    for (const resolve of idle) resolve()
    idle.clear()
  }
  const tracked =
    (among: Set<(reason: unknown) => void>, failed: (error: unknown) => void) =>
    <T>(work: () => PromiseLike<T>): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        gate.check()
        among.add(reject)
        const settle = () => {
          among.delete(reject)
          wake()
        }
        // An async function, since `work` may throw before it gives a promise.
        ;(async () => work())().then(
          (value) => {
            settle()
            resolve(value)
          },
          (error: unknown) => {
            failed(error)
            settle()
            reject(whyNot() ?? error)
          },
        )
      })
  const query = tracked(waiting, (error) => {
    stumble = ownFailure(error) ?? stumble
  })
  // What fails there may be the callback's own.
  const savepoint = tracked(savepoints, () => {})

  const gate: Gate = {
    check: () => {
      const reason = whyNot()
      if (reason !== null) throw reason
      if (closed) throw over()
      outer?.check()
    },
    // What passes an inner gate passes the outer ones too: they know of it, and a loss reaches it.
    run: (send) => {
      if (single && used && !closed) return Promise.reject(secondStatement())
      used = true
      return outer === null ? query(send) : query(() => outer.run(send))
    },
    during: (work) => {
      if (single && !closed) return Promise.reject(secondStatement())
      return outer === null ? savepoint(work) : savepoint(() => outer.during(work))
    },
    close: () => {
      if (closed) return
      closed = true
      unfinished = savepoints.size > 0
      if (unfinished) rejectAll(savepoints, over())
    },
    end: async () => {
      gate.close()
      await new Promise<void>((resolve) => {
        idle.add(resolve)
        wake()
      })
      ended = true
    },
    checkSend: () => {
      const reason = whyNot()
      if (reason !== null) throw reason
      if (ended) throw over()
    },
    lose: (cause) => {
      if (outer !== null) return outer.lose(cause)
      lost = true
      fail(
        new TenancyError(
          'TEN607',
          'the connection of this transaction is lost. Postgres has rolled it back, unless COMMIT was on its way: whether that arrived is not known. Look before you run withTenant again.',
          { cause },
        ),
      )
    },
    refuse: (error) => fail(error),
    get failure() {
      return whyNot()
    },
    get lost() {
      return lost || (outer?.lost ?? false)
    },
    get closed() {
      return closed || (outer?.closed ?? false)
    },
    get stumble() {
      return stumble
    },
    get unfinished() {
      return unfinished
    },
    inner: () => gateWithin(gate, single),
  }
  const fail = (reason: TenancyError) => {
    failure ??= reason
    // A refused context is answered by the server, query by query; only a lost connection answers nothing any more.
    if (!lost) return
    rejectAll(waiting, failure)
    rejectAll(savepoints, failure)
    wake()
  }
  return gate
}

const over = () =>
  new TenancyError(
    'TEN604',
    'this transaction is over: its callback has ended. Await every query inside withTenant, and do not keep tx.',
  )

function ownFailure(error: unknown): unknown {
  // Drizzle wraps what its driver says.
  const said = error instanceof Error ? (error.cause ?? error) : error
  return (said as { readonly code?: unknown } | null)?.code === '25P02' ? null : said
}
