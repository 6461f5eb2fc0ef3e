// What postgres.js and Node call it when a connection goes.
const codes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
])

/**
 * Whether an error that a driver gave for a query says that its connection is gone, with everything that was open on it.
 * A FATAL answer is the backend's last (manual, 55.8); SQLSTATEs alone do not tell. Never to be asked of an error that
 * may be the callback's own: a lost connection to somebody else looks the same.
 */
export const isConnectionLoss = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const { code, severity } = error as { readonly code?: unknown; readonly severity?: unknown }
  return severity === 'FATAL' || severity === 'PANIC' || (typeof code === 'string' && codes.has(code))
}

/** Whether an error is what the server answered to a statement, after which the connection goes on. */
export const isAnswer = (error: unknown): boolean =>
  error instanceof Error &&
  typeof (error as { readonly severity?: unknown }).severity === 'string' &&
  !isConnectionLoss(error)
