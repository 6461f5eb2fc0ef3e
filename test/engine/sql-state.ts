// Five characters alone would take Node's EPIPE and EBUSY for SQLSTATEs; these are the classes that Postgres uses.
const pattern = /^(?:[0-9][0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/

/** The SQLSTATE of an error, whichever driver or wrapper threw it; null when there is none in its chain of causes. */
export const sqlState = (error: unknown): string | null => {
  const seen = new Set<unknown>()
  for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
    seen.add(at)
    if ('code' in at && typeof at.code === 'string' && pattern.test(at.code)) return at.code
  }
  return null
}

/** `done`, or the SQLSTATE that the server refused it with; what fails without one is thrown on. */
export const outcomeOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt
    return 'done'
  } catch (error) {
    const state = sqlState(error)
    if (state === null) throw error
    return state
  }
}
