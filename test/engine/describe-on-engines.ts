import { afterAll, beforeAll, describe } from 'vitest'
import { createDatabase, type Engine, engines, type TestDatabase } from './database.js'
import type { DatabaseOptions } from './setup-steps.js'

/**
 * The same suite on a real Postgres and on PGlite, each with a database of its own that lives as long as the suite.
 * `open` gives it, inside hooks and tests.
 */
export const describeOnEngines = (
  title: string,
  options: DatabaseOptions | (() => DatabaseOptions | Promise<DatabaseOptions>),
  body: (open: () => TestDatabase, engine: Engine) => void,
): void => {
  describe.each(engines)(`${title} (%s)`, (engine) => {
    let database: TestDatabase | undefined
    beforeAll(async () => {
      database = await createDatabase(engine, typeof options === 'function' ? await options() : options)
    })
    afterAll(() => database?.close())
    body(() => {
      if (database === undefined)
        throw new Error('the database is opened in beforeAll: call open() inside a hook or test')
      return database
    }, engine)
  })
}
