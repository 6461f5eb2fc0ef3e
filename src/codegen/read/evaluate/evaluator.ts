import type { ts } from 'ts-morph'
import type { Site, Value } from '../values/value.js'
import type { Scope } from './scope.js'

/**
 * The partial evaluator, as its parts see one another. None of the three ever throws for what a schema file may hold:
 * what is not understood comes back as an unknown value.
 */
export interface Evaluator {
  readonly evaluate: (node: ts.Expression, scope: Scope) => Value
  readonly call: (callee: Value, args: readonly Value[], site: Site) => Value
  readonly member: (object: Value, name: string, site: Site) => Value
}
