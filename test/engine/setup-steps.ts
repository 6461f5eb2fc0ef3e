import type { Session } from './session.js'

/** SQL that makes a database what a test needs; statements may be parted by drizzle's `--> statement-breakpoint`. */
export interface SetupStep {
  readonly as: 'owner' | 'superuser'
  readonly sql: string
}

export interface DatabaseOptions {
  /** In order; steps of the same role that stand side by side share a transaction, as in drizzle's migrator. A string runs as the owner. */
  readonly migrations: readonly (SetupStep | string)[]
  /** Runs as a superuser before the migrations. */
  readonly before?: string
  /** Runs as a superuser after the migrations. */
  readonly seed?: string
}

export const setupSteps = ({ before, migrations, seed }: DatabaseOptions): readonly SetupStep[] =>
  [
    { as: 'superuser' as const, sql: before ?? '' },
    ...migrations.map((step) => (typeof step === 'string' ? { as: 'owner' as const, sql: step } : step)),
    { as: 'superuser' as const, sql: seed ?? '' },
  ].filter(({ sql }) => sql.trim() !== '')

/**
 * Runs the steps.
 *
 * @throws Error that shows the statement which failed, the server's error as its cause
 */
export const runSteps = async (
  steps: readonly SetupStep[],
  open: (role: SetupStep['as']) => Promise<Session>,
): Promise<void> => {
  for (const group of groups(steps)) {
    const session = await open(group.as)
    try {
      await session.exec('begin')
      for (const statement of group.statements) {
        await session.exec(statement).catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error)
          const shown = statement.length > 1_500 ? `${statement.slice(0, 1_500)} …` : statement
          throw new Error(`setting up the database as ${group.as}: ${reason}\n${shown}`, { cause: error })
        })
      }
      await session.exec('commit')
    } finally {
      await session.close()
    }
  }
}

function groups(steps: readonly SetupStep[]): readonly { as: SetupStep['as']; statements: string[] }[] {
  const result: { as: SetupStep['as']; statements: string[] }[] = []
  for (const { as, sql } of steps) {
    const statements = sql.split('--> statement-breakpoint').filter((text) => text.trim() !== '')
    const last = result.at(-1)
    if (last?.as === as) last.statements.push(...statements)
    else result.push({ as, statements })
  }
  return result
}
