import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SQL } from 'drizzle-orm'
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator'
import { PgDialect, type PgSession } from 'drizzle-orm/pg-core'
import { TenancyError } from '../model/error.js'
import type { Connection, Queries, Row } from './connection.js'
import { forceAgain, type Lifted, liftForce } from './lift-force.js'
import { lockMigrations } from './lock.js'

export interface MigrateInput {
  /** Drizzle's migration folder, absolute. */
  readonly migrationsDir: string
  /** The table in which drizzle's migrator notes what it has run. */
  readonly journalTable: { readonly schema: string; readonly table: string }
}

/**
 * Runs drizzle's migrations as the owner of the tables without its blindness under FORCE. It is drizzle's own migrator
 * (`PgDialect.migrate`), over a session of ours that lifts FORCE before each migration, and puts it back at the end of
 * the one transaction that holds all of it. The tables are locked meanwhile (ALTER TABLE takes ACCESS EXCLUSIVE); when
 * there is nothing to run, nothing is touched.
 *
 * @returns the tags of the migrations that ran, in order
 * @throws TenancyError TEN122 when the folder cannot be read, TEN486 when a migration fails (nothing is changed then)
 */
export const migrate = async (
  connection: Connection,
  { migrationsDir, journalTable }: MigrateInput,
): Promise<readonly string[]> => {
  const migrations = readFolder(migrationsDir)
  const tags = await tagsByTime(migrationsDir)
  const dialect = new PgDialect()
  const applied: string[] = []
  const lifted: Lifted = new Set()

  await connection.transaction(async (tx) => {
    await lockMigrations(tx)
    const send = (query: SQL): Promise<readonly Row[]> => {
      const { sql, params } = dialect.sqlToQuery(query)
      return tx.query(sql, params)
    }
    let lastRun = Number.NEGATIVE_INFINITY
    const session = {
      execute: send,
      all: async (query: SQL) => {
        const rows = await send(query)
        lastRun = rows[0] === undefined ? lastRun : Number(rows[0].created_at)
        return rows
      },
      // We are in a transaction already, which is to hold the lifting and the migrations together.
      transaction: async (run: (inner: { execute: typeof send }) => Promise<void>) => {
        const pending = migrations.filter(({ folderMillis }) => folderMillis > lastRun)
        await run({ execute: stepper(tx, { pending, tags, applied, lifted, send, dialect }) })
      },
    }
    // What PgDialect.migrate (0.45) uses of a session; the class has much more.
    await dialect.migrate(migrations, session as unknown as PgSession, {
      migrationsFolder: migrationsDir,
      migrationsSchema: journalTable.schema,
      migrationsTable: journalTable.table,
    })
    await forceAgain(tx, lifted)
  })
  return applied
}

interface Steps {
  readonly pending: readonly MigrationMeta[]
  readonly tags: ReadonlyMap<number, string>
  readonly applied: string[]
  readonly lifted: Lifted
  readonly send: (query: SQL) => Promise<readonly Row[]>
  readonly dialect: PgDialect
}

/**
 * Follows the migrator: each migration is its statements, none with parameters, and then the row that notes it, which
 * has some. FORCE is lifted before each one anew, since a tenantry migration before it may have set it.
 */
function stepper(tx: Queries, { pending, tags, applied, lifted, send, dialect }: Steps) {
  let begun = false
  return async (query: SQL): Promise<readonly Row[]> => {
    const tag = tags.get(pending[applied.length]?.folderMillis ?? Number.NaN) ?? 'unknown'
    if (!begun) await liftForce(tx, lifted)
    begun = true
    try {
      const rows = await send(query)
      if (dialect.sqlToQuery(query).params.length > 0) {
        applied.push(tag)
        begun = false
      }
      return rows
    } catch (cause) {
      throw failed(tag, dialect.sqlToQuery(query).sql, cause)
    }
  }
}

function failed(tag: string, sql: string, cause: unknown): unknown {
  if (cause instanceof TenancyError) return cause
  const statement = sql.replaceAll(/^\s*--.*$/gm, '').trim()
  const shown = statement.length > 200 ? `${statement.slice(0, 200)} …` : statement
  const message = cause instanceof Error ? cause.message : String(cause)
  return new TenancyError(
    'TEN486',
    `the migration ${tag} fails: ${message}. Nothing is changed. The statement: ${shown}`,
    { cause },
  )
}

function readFolder(dir: string): MigrationMeta[] {
  try {
    return readMigrationFiles({ migrationsFolder: dir })
  } catch (cause) {
    throw unreadable(dir, cause)
  }
}

async function tagsByTime(dir: string): Promise<ReadonlyMap<number, string>> {
  try {
    const journal: unknown = JSON.parse(await readFile(join(dir, 'meta/_journal.json'), 'utf8'))
    const { entries } = journal as { entries: readonly { when: number; tag: string }[] }
    return new Map(entries.map(({ when, tag }) => [when, tag]))
  } catch (cause) {
    throw unreadable(dir, cause)
  }
}

const unreadable = (dir: string, cause: unknown) =>
  new TenancyError(
    'TEN122',
    `cannot read drizzle's migrations in ${dir}: ${cause instanceof Error ? cause.message : String(cause)}. Run \`drizzle-kit generate\` first.`,
    { cause },
  )
