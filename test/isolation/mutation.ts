import type { MigrationStep } from '../../src/codegen/emit/compose-migration.js'
import { quoteIdent } from '../../src/model/quote.js'
import type { Session } from '../engine/session.js'
import { openArena } from './arena.js'
import type { Check, World } from './world.js'

/** What became of a plan with one command left out. */
export interface Mutant {
  readonly id: string
  /** The check that noticed, "the migration fails", or null: nobody noticed. */
  readonly killedBy: string | null
}

/**
 * Leaves out one command at a time, builds the rest as the owner would, and runs the checks until one fails. All of it
 * inside a transaction that is taken back, on a database that has drizzle's own migration and the seed.
 */
export const mutate = async (
  session: Session,
  superuser: string,
  steps: readonly MigrationStep[],
  leftOut: readonly MigrationStep[],
  checks: readonly Check[],
  world: World,
): Promise<readonly Mutant[]> => {
  const mutants: Mutant[] = []
  for (const step of leftOut) {
    const rest = steps.filter((other) => other !== step)
    const ordered = [...checks].sort((a, b) => distance(a, step) - distance(b, step))
    mutants.push({ id: step.id, killedBy: await firstFailure(session, superuser, rest, ordered, world) })
  }
  return mutants
}

/** Checks of the same table first, then those of no table, then the others: most mutants die at once. */
const distance = (check: Check, step: MigrationStep) =>
  check.table === step.table ? 0 : check.table === null ? 1 : 2

async function firstFailure(
  session: Session,
  superuser: string,
  steps: readonly MigrationStep[],
  checks: readonly Check[],
  world: World,
): Promise<string | null> {
  await session.exec('begin')
  try {
    try {
      await session.exec(`set local session authorization ${quoteIdent(world.owner)}`)
      await session.exec(steps.map(({ sql }) => `${sql};`).join('\n'))
      await session.exec(`set local session authorization ${quoteIdent(superuser)}`)
    } catch {
      return 'the migration fails'
    }
    const arena = openArena(session)
    for (const check of checks) {
      try {
        await check.run(arena, world)
      } catch (error) {
        return `${check.name} (${error instanceof Error ? error.message : String(error)})`
      }
    }
    return null
  } finally {
    await session.exec('rollback')
  }
}
