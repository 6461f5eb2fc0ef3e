import type { IsolationPlan, Statement } from '../model/plan.js'
import { quoteLiteral } from '../model/quote.js'
import type { Connection, Queries } from './connection.js'
import { lockMigrations } from './lock.js'
import { refused } from './refused.js'
import { quoteTableId } from './table-id.js'

/**
 * Makes a database ready for `drizzle-kit push`, and goes before it as `applyPlan` goes after it.
 *
 * Foreign keys of the plan and the unique keys under them are taken down: push drops what the schema does not declare,
 * but a unique key not before the foreign keys that rest on it, and stops there (2BP01; measured, 0.31). Tables that are
 * marked deny everything once push has dropped their policies, as it leaves row-level security on for them. From tables
 * that are not (`open`: classified by the configuration) it takes row-level security off, so their grants go first.
 *
 * @returns the ids of the statements that are undone
 * @throws TenancyError TEN480 when the server refuses, for instance because a key of yours rests on one of ours
 */
export const releaseForPush = (
  connection: Connection,
  plan: IsolationPlan,
  open: ReadonlySet<string>,
): Promise<readonly string[]> =>
  connection.transaction(async (tx) => {
    await lockMigrations(tx)
    const released: string[] = []
    for (const statement of [...plan.statements].reverse()) {
      const { id, kind, inverse, table } = statement
      const isKey = kind === 'foreign-key' || kind === 'unique'
      const isGrant = kind === 'grant' && table !== null && open.has(table)
      if (inverse === null || (!isKey && !isGrant)) continue
      try {
        const before = await stateOf(statement, tx)
        await tx.query(inverse)
        if (before !== (await stateOf(statement, tx))) released.push(id)
      } catch (cause) {
        throw refused(`${id} to be taken down`, cause)
      }
    }
    return released
  })

/** What changes when the statement is undone: whether it stands, or the table's privileges. */
async function stateOf({ stands, table }: Statement, tx: Queries): Promise<unknown> {
  if (stands !== null) return (await tx.query(`select (${stands}) as "state"`))[0]?.state
  if (table === null) return null
  const target = quoteLiteral(quoteTableId(table))
  return (
    await tx.query(`select relacl::text as "state" from pg_class where oid = to_regclass(${target})`)
  )[0]?.state
}
