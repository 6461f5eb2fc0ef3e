import { type Adapter, sessionOver } from '../adapter.js'
import { contextError } from '../context-error.js'
import { valuesFor } from '../context-statement.js'
import { rememberScope } from '../scope.js'
import { oneAtATime } from './single-connection.js'

/** The parts of PGlite (0.5) that we call. */
interface Transaction {
  query(text: string, values?: readonly unknown[], options?: object): Promise<{ rows: readonly unknown[] }>
}
interface PGlite extends Transaction {
  transaction<R>(fn: (tx: Transaction) => Promise<R>): Promise<R>
}

/** PGlite: one connection, whose own `transaction` is the lock and the COMMIT. */
export const pglite: Adapter = (db, opening, fn) => {
  const source = db.session.client as unknown as PGlite
  const scope = opening.scope(source)
  const { gate } = scope
  const facade = {
    transaction: (run: (client: object) => Promise<unknown>) =>
      source.transaction(async (real) => {
        try {
          if (opening.mode !== '') await real.query(`set transaction ${opening.mode}`)
          const { database, pid } = await placeOf(source, real)
          const statement = opening.statement(opening.database ?? database)
          await real.query(statement.text, valuesFor(statement, opening.bindPid ? pid : 0))
        } catch (error) {
          throw contextError(error, scope.role)
        }
        const client = {
          query: async (text: string, values?: readonly unknown[], options?: object) => {
            gate.check()
            return real.query(text, values, options)
          },
        }
        rememberScope(client, scope)
        try {
          return await run(client)
        } finally {
          gate.close()
        }
      }),
  }
  return oneAtATime(source, () => sessionOver(db, facade).transaction((tx) => fn(tx, scope)))
}

const places = new WeakMap<object, { readonly database: string; readonly pid: number }>()

/** The database's name and the backend's process id, which an embedded server keeps for its life. */
async function placeOf(source: PGlite, tx: Transaction) {
  const known = places.get(source)
  if (known !== undefined) return known
  const { rows } = await tx.query('select current_database()::text as database, pg_backend_pid() as pid')
  const place = rows[0] as { readonly database: string; readonly pid: number }
  places.set(source, place)
  return place
}
