import { AsyncLocalStorage } from 'node:async_hooks'
import type { PGlite } from '@electric-sql/pglite'
import { quoteIdent } from '../../src/model/quote.js'

/** One of several roles or sessions that take turns on PGlite's only connection. */
export interface View {
  readonly role: string
  /** Runs `work` as the view's role, when its turn has come. */
  run<T>(work: (pglite: PGlite) => Promise<T>): Promise<T>
  /** Undoes a transaction that the view has left open. */
  end(): Promise<void>
}

/**
 * Turns one PGlite into views. A view that another one came between starts afresh, as a new connection would: settings,
 * temporary tables, cursors, prepared statements, advisory locks and numbers of sequences are gone (LISTEN stays, for
 * PGlite delivers notifications only to itself).
 */
export const shareBetweenViews = (pglite: PGlite): ((role: string) => View) => {
  const holding = new AsyncLocalStorage<{ view: View; over: boolean }>()
  let last: Promise<unknown> = Promise.resolve()
  let current: View | null = null

  const enter = async (view: View) => {
    if (current === view) return
    if (current !== null && pglite.isInTransaction()) throw interleaved(current, view)
    current = null
    // RESET SESSION AUTHORIZATION does not lead back to the superuser on PGlite; naming it does.
    await pglite.exec(
      `set session authorization postgres; close all; deallocate all; reset all; select pg_advisory_unlock_all(); discard temp; discard sequences; set session authorization ${quoteIdent(view.role)}`,
    )
    current = view
  }

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }

  return (role) => {
    const view: View = {
      role,
      run: async (work) => {
        // Inside a transaction's callback PGlite's own lock is held: to wait for it would be to wait for oneself.
        const holder = holding.getStore()
        if (holder !== undefined && !holder.over) throw interleaved(holder.view, view)
        return inTurn(async () => {
          await enter(view)
          const held = { view, over: false }
          return holding
            .run(held, () => work(pglite))
            .finally(() => {
              held.over = true
            })
        })
      },
      end: () =>
        inTurn(async () => {
          if (current !== view) return
          if (pglite.isInTransaction()) await pglite.exec('rollback')
          current = null
        }),
    }
    return view
  }
}

function interleaved(open: View, wanted: View): Error {
  return new Error(
    open === wanted
      ? `PGlite has one connection: ${open.role} is inside its own transaction's callback and would wait for itself. Use the transaction's handle there, or run this test on postgres alone.`
      : `PGlite has one connection: ${open.role} has a transaction open on it, so ${wanted.role} cannot come between. End that transaction first, or run this test on postgres alone.`,
  )
}
