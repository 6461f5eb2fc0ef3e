import { sql } from 'drizzle-orm'
import type { Adapter, Opening } from '../adapter.js'
import { type ContextStatement, valuesFor } from '../context-statement.js'
import { type DrizzleInside, type DrizzleTx, withoutLog } from '../drizzle-inside.js'
import { forgetNames } from '../hygiene.js'
import { beginRefused, contextRefused, rolledBack } from '../opening-errors.js'

/**
 * Any other driver with transactions: drizzle's own `transaction`, the context awaited as its first statement (a round
 * trip more). The backend is not asked for, so its seals hold for any session of the login within their seconds, unless
 * `bindPid` is worth another trip.
 */
export const generic: Adapter = async (db, opening, work) => {
  const { transaction } = db as unknown as Pick<DrizzleTx, 'transaction'>
  await transaction.call(db, async (tx: DrizzleTx) => {
    await open(db, tx, opening)
    await work(tx, null)
    // Not every driver says what COMMIT was answered with. A query that failed may have been undone with its savepoint;
    // if not, Postgres refuses everything but a rollback.
    const { stumble } = opening.gate
    if (opening.hygiene && opening.traces.raw && stumble === null) await tidy(tx)
    if (stumble !== null) {
      await tx.execute(sql`select`).catch(() => {
        throw rolledBack(stumble)
      })
    }
  })
}

/**
 * The part of the clean-up that can stand before COMMIT: which connection is ours afterwards this driver does not say.
 * Settings get the value that RESET would give them, one by one, since RESET ALL would take the tenant away.
 */
async function tidy(tx: DrizzleTx): Promise<void> {
  await tx.execute(
    sql.raw(`select pg_catalog.pg_advisory_unlock_all(), (
      select count(pg_catalog.set_config(name, reset_val, false)) from pg_catalog.pg_settings
      where source = 'session' and name not like 'transaction\\_%' and name not in ('app.tenant_id', 'app.tenant_seal'))`),
  )
  for (const statement of ['close all', 'unlisten *', forgetNames]) await tx.execute(sql.raw(statement))
}

async function open(db: DrizzleInside, tx: DrizzleTx, opening: Opening): Promise<void> {
  try {
    if (opening.mode !== '') await tx.execute(sql.raw(`set transaction ${opening.mode}`))
  } catch (error) {
    throw beginRefused(causeOf(error))
  }
  try {
    const { database, pid } = await placeOf(db, tx, opening)
    // The seal is for the server alone, not for the app's log.
    await withoutLog(tx).execute(boundStatement(opening.statement(database), pid))
  } catch (error) {
    throw contextRefused(causeOf(error), opening.role)
  }
}

/** The driver's error: drizzle's own message holds the parameters, the seal among them. */
const causeOf = (error: unknown) => (error instanceof Error ? (error.cause ?? error) : error)

function boundStatement(statement: ContextStatement, pid: number) {
  const values = valuesFor(statement, pid)
  const parts = statement.text.split(/\$\d+/)
  return sql.join(
    parts.flatMap((part, index) => [
      sql.raw(part),
      ...(index < values.length ? [sql`${values[index]}`] : []),
    ]),
  )
}

interface Place {
  readonly database: string
  readonly pid: number
}

const names = new WeakMap<object, string>()

/** Where the seal is to hold; not asked for what nobody needs, nor twice for the name. */
async function placeOf(db: DrizzleInside, tx: DrizzleTx, opening: Opening): Promise<Place> {
  const known = opening.database ?? names.get(db)
  const bindPid = opening.bindPid ?? false
  if (!opening.sealing || (known !== undefined && !bindPid)) return { database: known ?? '', pid: 0 }
  const answer = await tx.execute(sql`select current_database()::text as database, pg_backend_pid() as pid`)
  const rows = Array.isArray(answer) ? answer : (answer as { readonly rows: readonly unknown[] }).rows
  const { database, pid } = rows[0] as Place
  names.set(db, database)
  return { database: opening.database ?? database, pid: bindPid ? Number(pid) : 0 }
}
