import { type Connection, connectTimeoutSeconds, type Driver, type Queries } from '../connection.js'
import { databaseError } from '../database-error.js'
import { installed } from './installed.js'

/** node-postgres, the package `pg`. */
export const nodePostgres: Driver = {
  name: 'pg',
  load: async () => {
    const module = await installed('pg', () => import('pg'))
    return module === null ? null : (url) => open(module.default.Client, url)
  },
}

type ClientClass = typeof import('pg').Client

async function open(Client: ClientClass, url: string): Promise<Connection> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutSeconds * 1_000,
  })
  // A connection that is lost while it is idle would end the process; the next query says it as well.
  client.on('error', () => {})
  await client.connect()

  const send = async (text: string, params: readonly unknown[]) => {
    try {
      return await client.query(text, [...params])
    } catch (error) {
      throw databaseError(error)
    }
  }
  const query: Queries['query'] = async <R extends object>(text: string, params: readonly unknown[] = []) => {
    // Several statements in one text give a list of results.
    const result: { rows: unknown[] } | { rows: unknown[] }[] = await send(text, params)
    const last = Array.isArray(result) ? result.at(-1) : result
    return (last?.rows ?? []) as R[]
  }
  return {
    query,
    transaction: async (run) => {
      await send('begin', [])
      let result: Awaited<ReturnType<typeof run>>
      try {
        result = await run({ query })
      } catch (error) {
        await client.query('rollback').catch(() => {})
        throw error
      }
      // A transaction that an error has ended answers COMMIT with ROLLBACK, and nothing of it stays.
      const { command } = await send('commit', [])
      if (command !== 'COMMIT') throw new Error('the transaction was rolled back at its end')
      return result
    },
    close: () => client.end(),
  }
}
