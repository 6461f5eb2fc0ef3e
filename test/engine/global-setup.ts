import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a superuser of the server that this test run shares. */
    postgresUrl: string
  }
}

/** One Postgres for the whole run: started before the first test file, ended after the last. */
export const setup = async (project: TestProject) => {
  const postgres = await startPostgres()
  project.provide('postgresUrl', postgres.url)
  return postgres.stop
}
