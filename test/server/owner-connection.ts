import { connect } from '../../src/server/connect.js'
import type { Connection, Driver } from '../../src/server/connection.js'
import { nodePostgres } from '../../src/server/drivers/node-postgres.js'
import { postgresJs } from '../../src/server/drivers/postgres-js.js'
import { ownerRole } from '../engine/cluster-roles.js'
import type { TestDatabase } from '../engine/database.js'

/** The drivers that the commands run over, by the name of their package. */
export const drivers: readonly (readonly [string, Driver])[] = [
  ['pg', nodePostgres],
  ['postgres', postgresJs],
]

export const urlOf = (database: TestDatabase, role: string = ownerRole): string => {
  const url = database.url(role)
  if (url === null) throw new Error('this engine has no server')
  return url
}

/** What `run` gives over a connection of the owner, or of another role, which is closed afterwards. */
export const asOwner = async <T>(
  database: TestDatabase,
  run: (connection: Connection) => Promise<T>,
  { driver = nodePostgres, role = ownerRole }: { driver?: Driver; role?: string } = {},
): Promise<T> => {
  const connection = await connect(urlOf(database, role), [driver])
  try {
    return await run(connection)
  } finally {
    await connection.close()
  }
}
