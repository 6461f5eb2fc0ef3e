import { rm } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.js'
import { dropDatabases } from './postgres-database.js'
import { newScope } from './run-scope.js'

/** One Postgres and one directory for the whole run: made before the first test file, gone after the last. */
export const setup = async (project: TestProject) => {
  const postgres = await startPostgres()
  const scope = await newScope(postgres)
  project.provide('runScope', scope)
  return async () => {
    try {
      await dropDatabases(scope)
    } finally {
      await postgres.stop()
      await rm(scope.directory, { recursive: true, force: true })
    }
  }
}
