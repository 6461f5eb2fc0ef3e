import type { Connection } from '../server/connection.js'

/** Opens a connection for `run`, and closes it whatever happens. */
export const withConnection = async <T>(
  url: string,
  run: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const { connect } = await import('../server/connect.js')
  const connection = await connect(url)
  try {
    return await run(connection)
  } finally {
    // What has gone wrong is said by then; that a lost connection cannot be closed is no news.
    await connection.close().catch(() => {})
  }
}
