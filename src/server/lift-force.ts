import { quoteName } from '../model/quote.js'
import type { Queries } from './connection.js'

/** Tables whose FORCE is lifted, by object id: a table that is renamed meanwhile is still the same. */
export type Lifted = Set<number>

/**
 * Which tables: all that stand under FORCE with a policy of ours and belong to the current role, or the one of them
 * that $1 names. None for a role that passes every policy by anyway.
 */
const forced = `select c.oid::int8::text as oid, n.nspname::text as schema, c.relname::text as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relforcerowsecurity and pg_has_role(c.relowner, 'usage')
    and exists (select from pg_policy p where p.polrelid = c.oid and starts_with(p.polname::text, 'tenantry_'))
    and not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)
    and ($1::text is null or c.oid = to_regclass($1::text))
  order by c.oid`

/**
 * Lifts FORCE for the rest of the transaction, adding to `lifted` what it found under FORCE: an owner who is subject to
 * it sees no rows, so that its UPDATEs touch nothing and its foreign keys are valid over orphans, both in silence
 * (measured on 15 and 18). Row-level security itself stays on, and holds for everybody else.
 */
export const liftForce = async (tx: Queries, lifted: Lifted, only: string | null = null): Promise<void> => {
  for (const { oid, ...table } of await tx.query<{ oid: string; schema: string; name: string }>(forced, [
    only,
  ])) {
    await tx.query(`alter table ${quoteName(table)} no force row level security`)
    lifted.add(Number(oid))
  }
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
      where c.oid = $1::text::oid
        and exists (select from pg_policy p where p.polrelid = c.oid and starts_with(p.polname::text, 'tenantry_'))`,
      [String(oid)],
    )
    if (table !== undefined) await tx.query(`alter table ${quoteName(table)} force row level security`)
  }
  lifted.clear()
}
