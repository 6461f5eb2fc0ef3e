import { is, SQL, sql } from 'drizzle-orm'
import { allOf, type Condition } from './tenant-conditions.js'

// What was built for a SET, to know it again inside an ON CONFLICT.
const sets = new WeakSet<object>()

export const rememberSet = (set: SQL): SQL => {
  sets.add(set)
  return set
}

/**
 * `on conflict … do update`, confined to rows that meet the condition: the row in the way may be another tenant's. Drizzle
 * has made the clause before it asks its dialect: the target, what is set, and `where` with what somebody wrote.
 *
 * @param condition null leaves the clause as it is
 */
export const guardedUpsert = (onConflict: SQL, condition: Condition | null): SQL => {
  const { queryChunks: chunks } = onConflict
  const set = chunks.findIndex((chunk) => is(chunk, SQL) && sets.has(chunk))
  if (set === -1 || condition === null) return onConflict
  const where = chunks.slice(set + 1).find((chunk) => is(chunk, SQL))
  const own = where === undefined ? undefined : sql.fromList(where.queryChunks.slice(1))
  return sql.fromList([...chunks.slice(0, set + 1), sql` where `, allOf([condition], own)])
}
