import type { Statement } from '../../model/plan.js'
import { quoteIdent, quoteName } from '../../model/quote.js'
import type { EmittedStatement, PlanDelta } from '../plan/diff-plan.js'

interface Pending {
  readonly tag: string
  readonly sql: string
}

export interface ReleasedColumns {
  /** The delta without what the prologue undoes, and with what must be made anew because of it. */
  readonly delta: PlanDelta
  /** Drizzle's migration with the prologue, by its path in the folder. */
  readonly files: readonly (readonly [string, string])[]
}

const change =
  /ALTER TABLE (?:"((?:[^"]|"")+)"\.)?"((?:[^"]|"")+)" (?:DROP COLUMN (?:IF EXISTS )?|ALTER COLUMN )"((?:[^"]|"")+)"(?: SET DATA TYPE|;|$)/gim

/**
 * Postgres refuses to drop or retype a column that a policy or a key of another table rests on (2BP01, 0A000), and
 * drizzle's migration runs before ours. So what rests on such a column is taken down at the head of drizzle's own
 * pending migration and made anew by ours. Row-level security stays on meanwhile: a table without its policies denies
 * everything. That migration cannot have run anywhere yet, since it fails as it stands.
 */
export const releaseColumns = (
  pending: readonly Pending[],
  emitted: readonly EmittedStatement[],
  delta: PlanDelta,
  statements: readonly Statement[],
): ReleasedColumns => {
  const first = pending.find(({ sql }) => columnChanges(sql).length > 0)
  if (first === undefined) return { delta, files: [] }
  const changes = pending.flatMap(({ sql }) => columnChanges(sql))
  const held = emitted.filter(
    (statement) => statement.inverse !== null && changes.some((column) => restsOn(statement, column)),
  )
  if (held.length === 0) return { delta, files: [] }
  const ids = new Set(held.map(({ id }) => id))
  const prologue = [...held]
    .reverse()
    .map(({ inverse }) => `${inverse};\n--> statement-breakpoint\n`)
    .join('')
  const note =
    '-- tenantry gen: taken down while columns below change; the next tenantry migration makes it anew\n'
  return {
    delta: {
      removed: delta.removed.filter(({ id }) => !ids.has(id)),
      changed: delta.changed.filter(({ after }) => !ids.has(after.id)),
      added: [...delta.added, ...statements.filter(({ id }) => ids.has(id))],
      order: delta.order,
    },
    files: [[`${first.tag}.sql`, `${note}${prologue}${first.sql}`]],
  }
}

interface ColumnChange {
  readonly table: string
  readonly column: string
}

const columnChanges = (sql: string): readonly ColumnChange[] =>
  [...sql.matchAll(change)].map(([, schema = 'public', name, column]) => ({
    table: quoteName({ schema, name: name as string }),
    column: quoteIdent(column as string),
  }))

const restsOn = ({ kind, sql }: EmittedStatement, { table, column }: ColumnChange) =>
  (kind === 'policy' || kind === 'foreign-key' || kind === 'unique') &&
  sql.includes(table) &&
  sql.includes(column)
