import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from './reference.js'

/** Tags of the reference application's migrations in the order in which drizzle's migrator runs them. */
export const committedMigrations = async (): Promise<readonly string[]> => {
  const journal: unknown = JSON.parse(
    await readFile(join(projectRoot, 'migrations/meta/_journal.json'), 'utf8'),
  )
  return (journal as { entries: readonly { tag: string }[] }).entries.map(({ tag }) => tag)
}
