import { type Connection, connectTimeoutSeconds, type Driver, type Queries } from '../connection.js'
import { databaseError } from '../database-error.js'
import { installed } from './installed.js'

/** postgres.js, the package `postgres`. */
export const postgresJs: Driver = {
  name: 'postgres',
  load: async () => {
    const module = await installed('postgres', () => import('postgres'))
    return module === null ? null : (url) => open(module.default, url)
  },
}

type Postgres = typeof import('postgres')

async function open(postgres: Postgres, url: string): Promise<Connection> {
  // Also when it would be easy to connect again: what follows would run outside the transaction that it belongs to, and
  // a statement that is written to a socket which is gone ends the process (measured, 3.4.9; porsager/postgres#1066).
  let lost = false
  const sql = postgres(url, {
    max: 1,
    connect_timeout: connectTimeoutSeconds,
    max_lifetime: null,
    onnotice: () => {},
    onclose: () => {
      lost = true
    },
  })
  try {
    await sql.unsafe('select 1')
  } catch (error) {
    await sql.end({ timeout: 0 })
    throw error
  }
  const over =
    (handle: Pick<typeof sql, 'unsafe'>): Queries['query'] =>
    async <R extends object>(text: string, params: readonly unknown[] = []) => {
      if (lost) throw gone()
      try {
        const rows: unknown[] = await handle.unsafe(text, [...params] as never[])
        // Several statements in one text give a list of lists.
        return [...(Array.isArray(rows.at(-1)) ? (rows.at(-1) as unknown[]) : rows)] as R[]
      } catch (error) {
        throw databaseError(error)
      }
    }
  return {
    query: over(sql),
    transaction: async <T>(run: (tx: Queries) => Promise<T>): Promise<T> => {
      let outcome: { readonly result: T } | undefined
      try {
        await sql.begin(async (tx) => {
          try {
            outcome = { result: await run({ query: over(tx) }) }
          } catch (error) {
            // begin() would write its ROLLBACK. What never settles is never rolled back, and begin() fails by itself.
            if (lost) await new Promise(() => {})
            throw error
          }
        })
      } catch (error) {
        throw databaseError(error)
      }
      if (outcome === undefined) throw new Error('the transaction ended without a result')
      return outcome.result
    },
    close: () => sql.end({ timeout: 1 }),
  }
}

const gone = () => databaseError(Object.assign(new Error('connection closed'), { code: 'CONNECTION_CLOSED' }))
