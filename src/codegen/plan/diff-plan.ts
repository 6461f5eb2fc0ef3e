import type { Statement } from '../../model/plan.js'

/** What the lock file keeps of a statement: enough to see that it changed and to undo it. */
export type EmittedStatement = Pick<Statement, 'id' | 'kind' | 'table' | 'sql' | 'inverse' | 'needs'>

/** What has to happen for the database to go from what was emitted to the plan. */
export interface PlanDelta {
  readonly removed: readonly EmittedStatement[]
  readonly changed: readonly { readonly before: EmittedStatement; readonly after: Statement }[]
  readonly added: readonly Statement[]
  /** Where in the plan each statement stands. */
  readonly order: ReadonlyMap<string, number>
}

/**
 * The difference between what was emitted and the plan. A statement also counts as changed when one that it rests on
 * is new or changed: a grant after a new REVOKE, a foreign key whose unique key is another.
 */
export const diffPlan = (before: readonly EmittedStatement[], after: readonly Statement[]): PlanDelta => {
  const old = new Map(before.map((statement) => [statement.id, statement]))
  const planned = new Set(after.map(({ id }) => id))
  const touched = new Set<string>()
  const changed: { before: EmittedStatement; after: Statement }[] = []
  const added: Statement[] = []
  // The plan's order puts a statement after all that it needs, so that one pass sees every change of a need.
  for (const statement of after) {
    const previous = old.get(statement.id)
    if (previous === undefined) added.push(statement)
    else if (differs(previous, statement) || statement.needs.some((id) => touched.has(id))) {
      changed.push({ before: previous, after: statement })
    } else continue
    touched.add(statement.id)
  }
  const order = new Map(after.map(({ id }, index) => [id, index]))
  return { removed: before.filter(({ id }) => !planned.has(id)), changed, added, order }
}

const differs = (before: EmittedStatement, after: Statement) =>
  before.sql !== after.sql || before.needs.join('\n') !== after.needs.join('\n')

export const isEmpty = (delta: PlanDelta): boolean =>
  delta.removed.length + delta.changed.length + delta.added.length === 0
