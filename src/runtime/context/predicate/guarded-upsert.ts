import { is, SQL, sql } from 'drizzle-orm'
import { allOf } from './tenant-conditions.js'

/**
 * `on conflict … do update`, confined to rows that meet the condition: the row in the way may be another tenant's. Drizzle
 * has made it before it asks its dialect: the target, what is set, and the conditions after that, each `where` and what
 * somebody wrote.
 *
 * @param isSet knows what drizzle's dialect has made of the values to set
 * @param condition null leaves the clause as it is
 */
export const guardedUpsert = (
  onConflict: SQL,
  isSet: (chunk: object) => boolean,
  condition: SQL | null,
): SQL => {
  const { queryChunks: chunks } = onConflict
  const set = chunks.findIndex((chunk) => is(chunk, SQL) && isSet(chunk))
  if (set === -1 || condition === null) return onConflict
  const conditions = chunks
    .slice(set + 1)
    .filter((chunk) => is(chunk, SQL))
    .map(withoutWhere)
  return sql.fromList([...chunks.slice(0, set + 1), sql` where ${allOf([condition, ...conditions])}`])
}

const withoutWhere = ({ queryChunks: [, ...condition] }: SQL): SQL => sql.fromList(condition)
