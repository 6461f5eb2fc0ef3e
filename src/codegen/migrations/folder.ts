import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TenancyError } from '../../model/error.js'
import type { EmittedStatement } from '../plan/diff-plan.js'
import { type Lock, parseLock } from './lock.js'
import { parseSnapshot, type Snapshot } from './snapshot.js'

export interface JournalEntry {
  readonly idx: number
  readonly version: string
  readonly when: number
  readonly tag: string
  readonly breakpoints: boolean
}

export interface Journal {
  readonly version: string
  readonly dialect: string
  readonly entries: readonly JournalEntry[]
}

/** Drizzle's migration folder as it stands: journal, newest snapshot, our lock, and the texts that follow our last migration. */
export interface MigrationFolder {
  readonly journal: Journal
  readonly snapshot: Snapshot
  readonly lock: Lock | null
  /** Migrations after the last one of ours, oldest first: drizzle's own, not yet met by a plan. */
  readonly pending: readonly { readonly tag: string; readonly sql: string }[]
}

export const emittedStatements = (folder: MigrationFolder): readonly EmittedStatement[] =>
  folder.lock?.statements ?? []

/**
 * Reads the folder.
 *
 * @throws TenancyError TEN122 when it is missing or not in drizzle-kit's format (0.31)
 */
export const readFolder = async (dir: string): Promise<MigrationFolder> => {
  const journal = parseJournal(await text(dir, 'meta/_journal.json'), dir)
  const last = journal.entries.at(-1)
  if (last === undefined) throw unreadable(dir, 'its journal has no migration')
  const prefix = String(last.idx).padStart(4, '0')
  const snapshot = parseSnapshot(
    await text(dir, `meta/${prefix}_snapshot.json`),
    `meta/${prefix}_snapshot.json`,
  )
  const lockText = await optionalText(dir, lockFile)
  const lock = lockText === null ? null : parseLock(lockText, lockFile)
  const since = lock === null ? 0 : journal.entries.findIndex(({ tag }) => tag === lock.migration) + 1
  if (lock !== null && since === 0) {
    throw new TenancyError(
      'TEN123',
      `${lockFile} belongs to the migration ${lock.migration}, which the journal in ${dir} does not have. After a merge keep both sides' migrations, or restore the lock file of the journal's newest tenantry migration.`,
    )
  }
  const pending = await Promise.all(
    journal.entries.slice(since).map(async ({ tag }) => ({ tag, sql: await text(dir, `${tag}.sql`) })),
  )
  return { journal, snapshot, lock, pending }
}

/** Beside the migrations, never in `meta/`: a foreign file there makes drizzle-kit fail (measured, 0.31). */
export const lockFile = 'tenantry.lock.json'

const unreadable = (dir: string, why: string, cause?: unknown) =>
  new TenancyError(
    'TEN122',
    `cannot read drizzle's migrations in ${dir}: ${why}. Run \`drizzle-kit generate\` first.`,
    { cause },
  )

async function text(dir: string, name: string): Promise<string> {
  try {
    return await readFile(join(dir, name), 'utf8')
  } catch (cause) {
    throw unreadable(dir, `${name} is not there`, cause)
  }
}

async function optionalText(dir: string, name: string): Promise<string | null> {
  try {
    return await readFile(join(dir, name), 'utf8')
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ENOENT') return null
    throw unreadable(dir, `${name} cannot be read`, cause)
  }
}

function parseJournal(source: string, dir: string): Journal {
  try {
    const journal = JSON.parse(source) as Journal
    if (Array.isArray(journal.entries) && journal.version === '7' && journal.dialect === 'postgresql')
      return journal
    throw new Error(
      `version ${journal.version}, dialect ${journal.dialect}; version 7 of postgresql is known`,
    )
  } catch (cause) {
    throw unreadable(dir, `meta/_journal.json is not understood (${(cause as Error).message})`, cause)
  }
}
