import type { ts } from 'ts-morph'
import type { Site, UnknownValue, Value } from '../values/value.js'
import type { Scope } from './scope.js'

/**
 * The partial evaluator, as its parts see one another. None of its functions ever throws for what a schema file may
 * hold: what is not understood comes back as an unknown value.
 */
export interface Evaluator {
  readonly evaluate: (node: ts.Expression, scope: Scope) => Value
  readonly call: (callee: Value, args: readonly Value[], site: Site) => Value
  readonly member: (object: Value, name: string, site: Site) => Value
  /** Counts a step; what says that there were too many, when there were, must end whatever is being run. */
  readonly step: (site: Site) => UnknownValue | null
  /** Runs a statement within the bounds that an expression has; `lost` gives the result when it is given up. */
  readonly bounded: <Result>(site: Site, run: () => Result, lost: (gap: UnknownValue) => Result) => Result
  /** What was given up half-way: it may have changed anything, so that it is told even when nobody asks for its value. */
  readonly givenUp: () => readonly UnknownValue[]
}
