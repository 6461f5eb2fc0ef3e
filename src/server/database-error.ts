import { TenancyError } from '../model/error.js'

/** Codes of Node and of both drivers for a connection that is gone; SQLSTATE classes 08 and 57P are the server's. */
const lostCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
])
/** node-postgres gives these without a code. */
const lostMessages = /^Connection terminated|connection error and is not queryable/

/** TEN481 for an error that says the connection is gone; any other error as it is. */
export const databaseError = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof TenancyError) return error
  const code = 'code' in error ? String(error.code) : ''
  const lost = lostCodes.has(code) || /^(08...|57P0[1-4])$/.test(code) || lostMessages.test(error.message)
  return lost
    ? new TenancyError(
        'TEN481',
        `the connection to the database was lost: ${error.message}. Run the command again: what it had begun is rolled back, unless it was just ending.`,
        { cause: error },
      )
    : error
}
