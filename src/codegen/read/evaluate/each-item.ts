import { literal, nothing } from '../values/make-value.js'
import type { ArrayValue, Site, Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { taint } from './taint.js'

/** What a function gives for each item. For items that are not known it would run too, and change what it can. */
export const each = (
  array: ArrayValue,
  run: Value | undefined,
  site: Site,
  evaluator: Evaluator,
): readonly Value[] => {
  if (array.gap !== null && run?.kind === 'closure') taint(run.node, run.scope, array.gap, evaluator)
  return array.items.map((item, index) => evaluator.call(run ?? nothing, [item, literal(index), array], site))
}
