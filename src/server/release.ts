import type { IsolationPlan } from '../model/plan.js'
import type { Connection } from './connection.js'
import { lockMigrations } from './lock.js'
import { refused } from './refused.js'

/**
 * Takes down the plan's foreign keys and the unique keys under them. `drizzle-kit push` drops what the schema does not
 * declare, but a unique key not before the foreign keys that rest on it, and stops there (2BP01; measured, 0.31). So
 * this goes before a push, and `applyPlan` after it; the policies hold until the push drops them, and from then on
 * row-level security denies everything.
 *
 * @returns the ids of the statements that are undone
 * @throws TenancyError TEN480 when the server refuses, for instance because a key of yours rests on one of ours
 */
export const releaseKeys = (connection: Connection, plan: IsolationPlan): Promise<readonly string[]> =>
  connection.transaction(async (tx) => {
    await lockMigrations(tx)
    const released: string[] = []
    for (const { id, kind, inverse, stands } of [...plan.statements].reverse()) {
      if ((kind !== 'foreign-key' && kind !== 'unique') || inverse === null) continue
      try {
        const [row] = stands === null ? [] : await tx.query(`select (${stands}) as "stands"`)
        await tx.query(inverse)
        if (row?.stands === true) released.push(id)
      } catch (cause) {
        throw refused(`${id} to be taken down`, cause)
      }
    }
    return released
  })
