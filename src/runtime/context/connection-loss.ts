// SQLSTATEs with which a backend ends: admin, crash, cannot connect, database dropped, idle time-outs (manual, A).
const endings = new Set(['57P01', '57P02', '57P03', '57P04', '57P05', '25P03', '25P04'])
const driverCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'ECONNRESET',
  'EPIPE',
])

/** Whether an error of a driver says that its connection is gone, with everything that was open on it. */
export const isConnectionLoss = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const { code, severity } = error as { readonly code?: unknown; readonly severity?: unknown }
  if (severity === 'FATAL' || severity === 'PANIC') return true
  return typeof code === 'string' && (endings.has(code) || driverCodes.has(code))
}
