import { quoteName } from '../model/quote.js'
import type { Queries } from './connection.js'

/** Tables whose FORCE is lifted, by object id: a table that is renamed meanwhile is still the same. */
export type Lifted = Set<number>

/** Tables under FORCE that the current role owns, so that it is subject to it: none for one that passes policies by. */
const forced = `select c.oid::int8::text as oid, n.nspname::text as schema, c.relname::text as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relforcerowsecurity and pg_has_role(c.relowner, 'usage')
    and not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)`

const hasOurPolicy = `exists (
  select from pg_policy p where p.polrelid = c.oid and starts_with(p.polname::text, 'tenantry_'))`

interface ForcedTable {
  readonly oid: string
  readonly schema: string
  readonly name: string
}

/**
 * Lifts FORCE for the rest of the transaction from all tables with a policy of ours, adding to `lifted` what it found
 * under FORCE: an owner who is subject to it sees no rows, so that its UPDATEs touch nothing and its foreign keys are
 * valid over orphans, both in silence (measured on 15 and 18). Row-level security itself stays on, and holds for
 * everybody else.
 */
export const liftForce = async (tx: Queries, lifted: Lifted): Promise<void> => {
  for (const { oid, ...table } of await tx.query<ForcedTable>(
    `${forced} and ${hasOurPolicy} order by c.oid`,
  )) {
    await tx.query(`alter table ${quoteName(table)} no force row level security`)
    lifted.add(Number(oid))
  }
}

/**
 * Runs what checks the rows of the named tables (SQL names) with FORCE lifted from them, whatever policies they have:
 * after `drizzle-kit push` a table has none, and its owner under FORCE sees nothing at all.
 */
export const withoutForce = async <T>(
  tx: Queries,
  names: readonly string[],
  run: () => Promise<T>,
): Promise<T> => {
  const tables: ForcedTable[] = []
  for (const name of new Set(names)) {
    tables.push(...(await tx.query<ForcedTable>(`${forced} and c.oid = to_regclass($1)`, [name])))
  }
  for (const table of tables) await tx.query(`alter table ${quoteName(table)} no force row level security`)
  const result = await run()
  for (const table of tables) await tx.query(`alter table ${quoteName(table)} force row level security`)
  return result
}

/**
 * FORCE again, on those that are still there and still have a policy of ours: from a table that is no longer a tenant's
 * a migration takes both away. Deferred constraints are checked first: ALTER TABLE refuses a table with pending
 * triggers.
 */
export const forceAgain = async (tx: Queries, lifted: Lifted): Promise<void> => {
  if (lifted.size === 0) return
  await tx.query('set constraints all immediate')
  for (const oid of lifted) {
    const [table] = await tx.query<{ schema: string; name: string }>(
      `select n.nspname::text as schema, c.relname::text as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.oid = $1::text::oid and ${hasOurPolicy}`,
      [String(oid)],
    )
    if (table !== undefined) await tx.query(`alter table ${quoteName(table)} force row level security`)
  }
  lifted.clear()
}
