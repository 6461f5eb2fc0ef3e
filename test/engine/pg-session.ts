import pg from 'pg'
import { type Session, textTypes } from './session.js'

const types = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    textTypes.includes(oid)
      ? (value: string) => value
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** A connection of its own to a Postgres server. */
export const openPgSession = async (url: string): Promise<Session> => {
  const client = new pg.Client({ connectionString: url, types })
  // A test may have its connection killed; without a listener that ends the process.
  client.on('error', () => {})
  await client.connect()
  return {
    query: async <R>(text: string, params: readonly unknown[] = []) => {
      // Without values node-postgres would fall back to the simple protocol, which takes several statements.
      const config: pg.QueryConfig & { queryMode: 'extended' } = {
        text,
        values: [...params],
        queryMode: 'extended',
      }
      const result = await client.query(config)
      return { rows: result.rows as R[], count: result.rows.length || (result.rowCount ?? 0) }
    },
    exec: async (text) => {
      await client.query(text)
    },
    close: () => client.end(),
  }
}
