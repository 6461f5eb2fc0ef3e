/**
 * Makes of a check one that is made once for each pool: calls that come meanwhile wait for the same one, a failure is
 * theirs too, and the next call tries again. After a success it costs a look into a set.
 *
 * @returns nothing when there is nothing to wait for
 */
export const oncePerPool = <D>(
  check: (db: D) => Promise<void>,
): ((pool: object, db: D) => Promise<void> | undefined) => {
  const passed = new WeakSet<object>()
  const running = new WeakMap<object, Promise<void>>()
  return (pool, db) => {
    if (passed.has(pool)) return undefined
    const known = running.get(pool)
    if (known !== undefined) return known
    const run = check(db).then(
      () => {
        passed.add(pool)
        running.delete(pool)
      },
      (error: unknown) => {
        running.delete(pool)
        throw error
      },
    )
    running.set(pool, run)
    return run
  }
}
