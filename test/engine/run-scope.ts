import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What all test files of one run share. */
export interface RunScope {
  /** Part of the name of every database that the run makes. */
  readonly id: string
  /** A directory for the run's files, removed at its end. */
  readonly directory: string
  /** Of a superuser of the run's Postgres. */
  readonly postgresUrl: string
}

declare module 'vitest' {
  interface ProvidedContext {
    runScope: RunScope
  }
}

/** The scope that `global-setup.ts` provides, or null outside of vitest's workers (a benchmark, a script). */
export const sharedScope = async (): Promise<RunScope | null> => {
  if (process.env.VITEST_WORKER_ID === undefined) return null
  const { inject } = await import('vitest')
  return inject('runScope') ?? null
}

/** A new scope, with a directory of its own where it is not given one. */
export const newScope = async (postgres: { url: string; directory: string | null }): Promise<RunScope> => {
  let { directory } = postgres
  if (directory === null) {
    const own = await mkdtemp(join(tmpdir(), 'tenantry-run-'))
    process.once('exit', () => rmSync(own, { recursive: true, force: true }))
    directory = own
  }
  return { id: randomBytes(4).toString('hex'), directory, postgresUrl: postgres.url }
}
