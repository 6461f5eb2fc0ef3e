import { createHash } from 'node:crypto'
import type { TenancyGraph } from '../../model/graph.js'
import type { Statement } from '../../model/plan.js'
import type { RoleNames } from '../../model/settings.js'
import { composeMigration } from '../emit/compose-migration.js'
import { migrationSql } from '../emit/migration-sql.js'
import { onlineScripts } from '../emit/online-scripts.js'
import { diffPlan, isEmpty, type PlanDelta } from '../plan/diff-plan.js'
import { emittedStatements, type JournalEntry, lockFile, type MigrationFolder } from './folder.js'
import { lockText } from './lock.js'
import { releaseColumns } from './release-columns.js'
import { renamedTables, withRenames } from './renamed-tables.js'
import { followingSnapshot } from './snapshot.js'

export interface NextMigrationInput {
  readonly graph: TenancyGraph
  readonly folder: MigrationFolder
  readonly statements: readonly Statement[]
  readonly roles: RoleNames
  readonly online: boolean
}

export interface NextMigration {
  /** Paths relative to the migration folder; empty when the plan is what was emitted. */
  readonly files: ReadonlyMap<string, string>
  readonly changes: {
    readonly added: readonly string[]
    readonly changed: readonly string[]
    readonly removed: readonly string[]
  }
}

/** The next migration, its journal row, snapshot and lock: derived from content alone, no clock and no randomness. */
export const nextMigration = (input: NextMigrationInput): NextMigration => {
  const { graph, folder, statements, roles, online } = input
  const emitted = withRenames(emittedStatements(folder), renamedTables(folder.pending))
  const delta = diffPlan(emitted, statements)
  if (isEmpty(delta)) return { files: new Map(), changes: { added: [], changed: [], removed: [] } }

  const present = new Set(graph.tables.map(({ id }) => id))
  const goneTables = new Set(
    emitted
      .map(({ table }) => table)
      .filter((table): table is string => table !== null && !present.has(table)),
  )
  const released = releaseColumns(folder.pending, emitted, delta, statements)
  const steps = composeMigration({ delta: released.delta, emitted, goneTables, roles, online })
  const sql = migrationSql(steps, graph)

  const previous = folder.journal.entries.at(-1) as JournalEntry
  const idx = previous.idx + 1
  const prefix = String(idx).padStart(4, '0')
  const tag = `${prefix}_tenantry_${createHash('sha256').update(sql).digest('hex').slice(0, 8)}`
  const entry: JournalEntry = { idx, version: '7', when: previous.when + 1, tag, breakpoints: true }
  const journal = { ...folder.journal, entries: [...folder.journal.entries, entry] }
  return {
    files: new Map([
      ...released.files,
      [`${tag}.sql`, sql],
      ...(online ? onlineScripts(tag, delta) : []),
      ['meta/_journal.json', JSON.stringify(journal, null, 2)],
      [`meta/${prefix}_snapshot.json`, followingSnapshot(folder.snapshot, sql)],
      [lockFile, lockText({ version: 1, migration: tag, statements })],
    ]),
    changes: changeIds(delta),
  }
}

const changeIds = ({ added, changed, removed }: PlanDelta) => ({
  added: added.map(({ id }) => id),
  changed: changed.map(({ after }) => after.id),
  removed: removed.map(({ id }) => id),
})
