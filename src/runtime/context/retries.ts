/**
 * Runs a transaction, and runs it again up to `retries` times when Postgres has ended it to resolve a conflict with
 * others (serialization failure, deadlock; manual, 13.5).
 */
export const retried = async <R>(transaction: () => Promise<R>, retries: number): Promise<R> => {
  for (let left = retries; ; left--) {
    try {
      return await transaction()
    } catch (error) {
      if (left <= 0 || !isConflict(error)) throw error
    }
  }
}

const conflicts = new Set(['40001', '40P01'])

/** The SQLSTATE of a driver's error, which drizzle and we wrap. */
function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { readonly code?: unknown }
  return (typeof code === 'string' && conflicts.has(code)) || isConflict(error.cause)
}
