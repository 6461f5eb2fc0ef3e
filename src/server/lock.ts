import type { Queries } from './connection.js'

/** Key of the advisory lock: any number that nobody else takes will do. */
const key = '8386658182'

/** One at a time until the end of the transaction: two deployments that start at once do not work into each other. */
export const lockMigrations = async (tx: Queries): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(${key})`)
}
