import type { Origins } from './origins.js'

const asking = new WeakMap<Origins, Promise<void>>()

/**
 * Asks the database what is pending, once for all who wait for it.
 *
 * @param ask gives the answer of `originsQuery` to a question
 */
export const learnOrigins = async (
  origins: Origins,
  ask: (question: string) => Promise<string>,
): Promise<void> => {
  const asked = asking.get(origins)
  if (asked !== undefined) {
    const learnt = await asked.then(
      () => true,
      () => false,
    )
    // Whoever asked may have been refused for reasons of its own.
    return learnt ? undefined : learnOrigins(origins, ask)
  }
  const own = (async () => {
    const question = origins.question()
    origins.learn(question, await ask(question))
  })()
  asking.set(origins, own)
  try {
    await own
  } finally {
    asking.delete(origins)
  }
}
