import type { Statement } from '../../model/plan.js'
import type { RoleNames } from '../../model/settings.js'
import { ownershipBracket } from '../plan/brackets.js'
import type { EmittedStatement, PlanDelta } from '../plan/diff-plan.js'

/** One command of a migration, with the comment that stands above it. */
export interface MigrationStep {
  /** The id of the plan's statement that it does or undoes, or of the bracket. */
  readonly id: string
  readonly table: string | null
  readonly sql: string
  readonly reason: string
}

export interface ComposeInput {
  readonly delta: PlanDelta
  /** What the lock file holds: tables that are under FORCE already. */
  readonly emitted: readonly EmittedStatement[]
  /** Tables that are gone: what stood on them went with them. */
  readonly goneTables: ReadonlySet<string>
  readonly roles: RoleNames
  readonly online: boolean
}

/**
 * The steps of one migration, in order: what is undone (newest first), then what is added. Around it stands what must
 * hold only meanwhile: ownership of functions, and FORCE lifted from tables whose foreign keys are checked, since an
 * owner under FORCE sees no rows and would validate a key over orphans (measured on 15 and 18).
 */
export const composeMigration = (input: ComposeInput): readonly MigrationStep[] => {
  const { delta, emitted, goneTables, roles, online } = input
  const position = new Map(emitted.map(({ id }, index) => [id, index]))
  const undone = [...delta.removed, ...delta.changed.map(({ before }) => before)]
    .filter(({ table }) => table === null || !goneTables.has(table))
    .sort((a, b) => (position.get(b.id) ?? 0) - (position.get(a.id) ?? 0))
    .flatMap((statement): readonly MigrationStep[] =>
      statement.inverse === null
        ? []
        : [{ ...at(statement), sql: statement.inverse, reason: undoReason(statement, delta) }],
    )
  const done = planOrder(delta).flatMap((statement): readonly MigrationStep[] => {
    const sql = online && statement.online !== undefined ? statement.online.sql : statement.sql
    return sql === null ? [] : [{ ...at(statement), sql, reason: statement.reason }]
  })
  const force = forceBracket(delta, emitted)
  const steps = [...force.open, ...undone, ...done, ...force.close]
  return touchesFunctions(delta) ? withOwnership(steps, delta, roles) : steps
}

const at = ({ id, table }: EmittedStatement) => ({ id, table })

const undoReason = ({ id }: EmittedStatement, delta: PlanDelta) =>
  delta.removed.some((statement) => statement.id === id) ? 'no longer part of the plan' : 'made anew below'

/** Added and changed statements in the order of the plan. */
const planOrder = (delta: PlanDelta): readonly Statement[] =>
  made(delta).sort((a, b) => (delta.order.get(a.id) ?? 0) - (delta.order.get(b.id) ?? 0))

/** What the migration makes, new or anew. */
const made = ({ added, changed }: PlanDelta): Statement[] => [...added, ...changed.map(({ after }) => after)]

/** What it makes or takes away. */
const touched = (delta: PlanDelta): readonly EmittedStatement[] => [...made(delta), ...delta.removed]

const touchesFunctions = (delta: PlanDelta) => touched(delta).some(({ kind }) => kind === 'function')

function withOwnership(
  steps: readonly MigrationStep[],
  delta: PlanDelta,
  roles: RoleNames,
): readonly MigrationStep[] {
  const { open, close } = ownershipBracket(roles)
  const schemaAt = delta.added.some(({ id }) => id === 'schema:tenantry')
    ? steps.findIndex(({ id }) => id === 'schema:tenantry') + 1
    : 0
  return [
    ...steps.slice(0, schemaAt),
    { id: 'bracket:ownership:open', table: null, ...open },
    ...steps.slice(schemaAt),
    { id: 'bracket:ownership:close', table: null, ...close },
  ]
}

function forceBracket(delta: PlanDelta, emitted: readonly EmittedStatement[]) {
  const fresh = new Set(touched(delta).map(({ id }) => id))
  // The statements carry their tables' quoted names, which an id such as `a.b.c` does not tell.
  const lifts = new Map(
    emitted.flatMap(({ id, table, inverse }) =>
      table !== null && inverse?.endsWith(noForce) && !fresh.has(id) ? [[table, inverse]] : [],
    ),
  )
  const keys = made(delta).filter(({ kind }) => kind === 'foreign-key')
  const tables = [...new Set(keys.flatMap((key) => [key.table, key.target ?? null]))].sort()
  const lifted = tables.flatMap((table) => {
    const lift = table === null ? undefined : lifts.get(table)
    return table === null || lift === undefined ? [] : [{ table, lift }]
  })
  return {
    open: lifted.map(({ table, lift }) => ({
      id: `bracket:force:open:${table}`,
      table,
      sql: lift,
      reason: 'an owner under FORCE sees no rows, and would find every foreign key valid',
    })),
    close: lifted.map(({ table, lift }) => ({
      id: `bracket:force:close:${table}`,
      table,
      sql: `${lift.slice(0, -noForce.length)}force row level security`,
      reason: 'the policies hold for the owner again',
    })),
  }
}

const noForce = 'no force row level security'
