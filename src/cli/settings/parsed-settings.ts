import type { Classifications } from '../../model/classification.js'
import type { RoleNames } from '../../model/settings.js'

/** Settings that have passed the border: complete, checked, paths absolute. */
export interface ParsedSettings {
  /** The project's folder: where the configuration stands. Places in findings are relative to it. */
  readonly root: string
  /** Files, folders and globs, relative to `root` or absolute. */
  readonly schema: readonly string[]
  readonly migrationsDir: string
  readonly generatedDir: string
  readonly casing: Casing | null
  readonly roles: RoleNames
  /** Whose rows the tables hold that their source does not mark. */
  readonly tables: Classifications
  /** The table in which drizzle's migrator notes what it has run. */
  readonly journalTable: JournalTable
}

export type Casing = 'snake_case' | 'camelCase'

export interface JournalTable {
  readonly schema: string
  readonly table: string
}
