import type { Adapter } from '../adapter.js'
import { valuesFor } from '../context-statement.js'
import { sessionOver } from '../drizzle-inside.js'
import { endedByCallback, mayEndTransaction } from '../ended-by-callback.js'
import { cleanUp, type SessionSetting, sessionSettings } from '../hygiene.js'
import { beginRefused, contextRefused, rolledBack } from '../opening-errors.js'
import { oneAtATime } from './single-connection.js'

/** The parts of PGlite (0.5) that we call. It does not say which table a column comes from. */
interface Result {
  readonly rows: readonly unknown[]
  readonly fields: readonly { readonly name: string }[]
}
interface Transaction {
  query(text: string, values?: readonly unknown[], options?: object): Promise<Result>
}
interface PGlite extends Transaction {
  exec(text: string): Promise<unknown>
  transaction<R>(fn: (tx: Transaction) => Promise<R>): Promise<R>
}

/** PGlite: one connection, whose own `transaction` is the lock and the COMMIT. */
export const pglite: Adapter = (db, opening, work) => {
  const source = db.session.client as unknown as PGlite
  const { gate, role } = opening

  const open = async (real: Transaction) => {
    try {
      // PGlite sends BEGIN itself; before the first query this says the same (manual, SET TRANSACTION).
      if (opening.mode !== '') await real.query(`set transaction ${opening.mode}`)
    } catch (error) {
      throw beginRefused(error)
    }
    try {
      const { database, pid } = opening.sealing ? await placeOf(source, real) : nowhere
      const statement = opening.statement(opening.database ?? database)
      await real.query(statement.text, valuesFor(statement, (opening.bindPid ?? true) ? pid : 0))
    } catch (error) {
      throw contextRefused(error, role)
    }
  }
  const clientOver = (real: Transaction) => ({
    query: async (...args: Parameters<Transaction['query']>) => {
      gate.checkSend()
      // PGlite does not say what a statement was: one that ends the transaction must not be sent, since what follows
      // would run as PGlite's only user, a superuser.
      if (mayEndTransaction(args[0])) {
        gate.refuse(endedByCallback())
        throw endedByCallback()
      }
      const result = await real.query(...args)
      const columns = result.fields.map(({ name }) => ({ name, table: 0, number: 0 }))
      opening.inspect({ text: args[0], columns, rows: result.rows })
      return result
    },
  })
  const facade = {
    transaction: (run: (client: object) => Promise<void>) =>
      source.transaction(async (real) => {
        await open(real)
        await run(clientOver(real))
      }),
  }
  return oneAtATime(source, async () => {
    let done = false
    const kept = opening.hygiene ? await keptSettings(source) : []
    try {
      await sessionOver(db, facade).transaction(async (tx) => {
        await work(tx, source)
        done = true
      })
    } catch (error) {
      // What PGlite throws itself when COMMIT was answered with ROLLBACK.
      const aborted = done && (error as { readonly code?: unknown } | null)?.code === '25P02'
      throw aborted ? rolledBack(gate.stumble ?? error) : error
    } finally {
      if (opening.hygiene) await source.exec(cleanUp(opening.traces, kept).join(';'))
    }
  })
}

const sessions = new WeakMap<object, readonly SessionSetting[]>()

/** What the session holds by itself: asked once, before a tenant is in it. */
async function keptSettings(source: PGlite): Promise<readonly SessionSetting[]> {
  const known = sessions.get(source)
  if (known !== undefined) return known
  const settings = (await source.query(sessionSettings)).rows as readonly SessionSetting[]
  sessions.set(source, settings)
  return settings
}

interface Place {
  readonly database: string
  readonly pid: number
}
const nowhere: Place = { database: '', pid: 0 }
const places = new WeakMap<object, Place>()

/** The database's name and the backend's process id, which an embedded server keeps for its life. */
async function placeOf(source: PGlite, tx: Transaction): Promise<Place> {
  const known = places.get(source)
  if (known !== undefined) return known
  const { rows } = await tx.query('select current_database()::text as database, pg_backend_pid() as pid')
  const place = rows[0] as Place
  places.set(source, place)
  return place
}
