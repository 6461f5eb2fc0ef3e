import type { ts } from 'ts-morph'
import { literal, objectOf } from '../values/make-value.js'
import type { Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { propertyName } from './property-name.js'
import { childScope, define, type Scope } from './scope.js'

/** A TypeScript enum as the object that it is at run time, numbers mapped back to names. */
export const enumValue = (node: ts.EnumDeclaration, scope: Scope, evaluator: Evaluator): Value => {
  const object = objectOf()
  const inner = childScope(scope)
  let counter = 0
  for (const member of node.members) {
    const key = propertyName(member.name, inner, evaluator)
    if (typeof key !== 'string') {
      object.gap ??= key
      continue
    }
    const value =
      member.initializer === undefined ? literal(counter) : evaluator.evaluate(member.initializer, inner)
    object.entries.set(key, value)
    define(inner, key, value)
    if (value.kind === 'literal' && typeof value.value === 'number') {
      object.entries.set(String(value.value), literal(key))
      counter = value.value + 1
    }
  }
  return object
}
