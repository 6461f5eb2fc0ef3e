import type { IsolationPlan, Statement } from '../model/plan.js'
import type { RoleNames } from '../model/settings.js'
import type { Connection, Queries } from './connection.js'
import { withoutForce } from './lift-force.js'
import { lockMigrations } from './lock.js'
import { joinRoles } from './membership.js'
import { refused } from './refused.js'
import { dropStrayPolicies, revokeStrayGrants } from './strays.js'
import { quoteTableId } from './table-id.js'

/** Ids of statements: what was run, what was there already, and what stood beside the plan and is gone. */
export interface Applied {
  readonly applied: readonly string[]
  readonly standing: readonly string[]
  readonly removed: readonly string[]
}

/**
 * Brings a database to the plan, in one transaction and whatever state it is in: for those who use `drizzle-kit push`,
 * and for tests. A second run finds what can be found, makes the rest anew, and leaves the catalog as it was.
 *
 * @throws TenancyError TEN480 when the server refuses a statement (nothing is changed then), TEN485 when a privilege
 * beside the plan cannot be taken back
 */
export const applyPlan = (connection: Connection, plan: IsolationPlan, roles: RoleNames): Promise<Applied> =>
  connection.transaction(async (tx) => {
    await lockMigrations(tx)
    const removed = await removeStrays(tx, plan, roles).catch((cause: unknown) => {
      throw refused('what stands beside the plan to be removed', cause)
    })
    const run = planRun(tx, plan, roles)
    const applied: string[] = []
    const standing: string[] = []
    for (const statement of plan.statements) {
      if (await run.stands(statement)) standing.push(statement.id)
      else {
        await run.make(statement)
        applied.push(statement.id)
      }
    }
    await run.end()
    return { applied, standing, removed }
  })

const removeStrays = async (tx: Queries, plan: IsolationPlan, roles: RoleNames) => [
  ...(await dropStrayPolicies(tx, plan)),
  ...(await revokeStrayGrants(tx, plan, roles)),
]

const named = ({ id, reason }: Statement) => `${id} (${reason})`

/** One run over a plan: what it has undone and made so far, and what must be put back at its end. */
function planRun(tx: Queries, plan: IsolationPlan, roles: RoleNames) {
  const undone = new Set<string>()
  const made = new Set<string>()
  let leave: (() => Promise<void>) | undefined

  const send = async (statement: Statement, sql: string) => {
    try {
      return await tx.query(sql)
    } catch (cause) {
      throw refused(named(statement), cause)
    }
  }

  /** What rests on it goes first: a policy before the function that it calls, a foreign key before its unique key. */
  const undo = async (statement: Statement): Promise<void> => {
    if (statement.inverse === null || undone.has(statement.id)) return
    const resting = plan.statements.filter(({ needs }) => needs.includes(statement.id))
    for (const other of resting.reverse()) await undo(other)
    await send(statement, statement.inverse)
    undone.add(statement.id)
  }

  /** Functions change hands: that takes membership in their owners, which exist once the role statements have run. */
  const join = async (statement: Statement) => {
    if (statement.kind !== 'function') return
    leave ??= await joinRoles(tx, [roles.seal, roles.admin]).catch((cause: unknown) => {
      throw refused(named(statement), cause)
    })
  }

  return {
    stands: async (statement: Statement): Promise<boolean> => {
      const { id, needs, stands } = statement
      if (stands === null || undone.has(id) || needs.some((need) => made.has(need))) return false
      const [row] = await send(statement, `select (${stands}) as "stands"`)
      return row?.stands === true
    },
    make: async (statement: Statement): Promise<void> => {
      await join(statement)
      // A role statement acts only where something is missing, and whoever runs it may not be allowed to undo it.
      if (statement.kind !== 'role') await undo(statement)
      if (statement.kind === 'foreign-key')
        await withoutForce(tx, rowsOf(statement), () => send(statement, statement.sql))
      else await send(statement, statement.sql)
      made.add(statement.id)
    },
    end: async (): Promise<void> => leave?.(),
  }
}

/** The tables whose rows a foreign key is checked against, as SQL names. */
const rowsOf = ({ table, target }: Statement) =>
  [table, target].filter((id): id is string => typeof id === 'string').map(quoteTableId)
