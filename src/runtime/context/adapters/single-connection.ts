import { TenancyError } from '../../../model/error.js'
import { runningScope } from '../scope.js'

const queues = new WeakMap<object, Promise<unknown>>()

/**
 * One transaction at a time on a client that is a single connection: a second BEGIN on it would run inside the first
 * transaction, and put the second tenant's context over the first one's queries.
 *
 * @param work `hold` makes the next one wait for more than what it gives, for example for the answer to COMMIT
 * @throws TenancyError TEN610 from inside a transaction on the same connection, which would wait for itself
 */
export const oneAtATime = <R>(
  client: object,
  work: (hold: (until: Promise<unknown>) => void) => Promise<R>,
): Promise<R> => {
  const running = runningScope.getStore()
  // Work that a callback has left behind still knows its scope, but nothing is waiting for it.
  if (running?.only === client && !running.gate.closed) {
    return Promise.reject(
      new TenancyError(
        'TEN610',
        'withTenant(db, …) inside withTenant on the same single connection would wait for itself. Use tx: withTenant(tx, …) is a savepoint.',
      ),
    )
  }
  let held: Promise<unknown> = Promise.resolve()
  const turn = (queues.get(client) ?? Promise.resolve()).then(() =>
    work((until) => {
      held = until
    }),
  )
  queues.set(
    client,
    turn.catch(() => {}).then(() => held.catch(() => {})),
  )
  return turn
}
