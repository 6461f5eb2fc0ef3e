import type { InferredRoot } from './inference.js'
import type { RootCandidate } from './root-candidates.js'

/** So many times the next one's score, and the first one needs no question. */
const clearMargin = 1.5
const goodPart = 1 / 3

/**
 * The likeliest root. Of two that lie one above the other (organizations and their projects) it is the upper one: with
 * it all rows of the lower have an owner too, and not the other way round. A name that may mean anything (a group) is
 * sure only when a good part of the schema leads to it.
 *
 * @param tables how many there are
 */
export const chooseRoot = (candidates: readonly RootCandidate[], tables: number): InferredRoot => {
  const [first, ...others] = candidates
  if (first === undefined) return { id: null, confidence: 'doubtful', candidates }
  const upper = others.find(({ id, under }) => id === first.under && under !== first.id)
  if (upper !== undefined) {
    const ordered = [upper, ...candidates.filter((candidate) => candidate !== upper)]
    return { id: upper.id, confidence: 'doubtful', candidates: ordered }
  }
  const rival = others.find(({ under }) => under !== first.id)
  const leads = rival === undefined || first.score >= clearMargin * rival.score
  const clear = leads && (first.name === 'strong' || first.reachable >= tables * goodPart)
  return { id: first.id, confidence: clear ? 'sure' : 'doubtful', candidates }
}
