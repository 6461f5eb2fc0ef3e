import { ts } from 'ts-morph'
import { literal, objectOf } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ObjectValue, UnknownValue, Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { propertyName } from './property-name.js'
import { childScope, define, type Scope } from './scope.js'

/**
 * A TypeScript enum as the object that it is at run time, numbers mapped back to names. Declarations of one name among
 * `statements` are one enum.
 */
export const enumValue = (
  node: ts.EnumDeclaration,
  scope: Scope,
  evaluator: Evaluator,
  statements: readonly ts.Statement[] = scope.file.source.statements,
): ObjectValue => {
  const object = objectOf()
  const inner = childScope(scope)
  const declarations = statements.filter(
    (other): other is ts.EnumDeclaration => ts.isEnumDeclaration(other) && other.name.text === node.name.text,
  )
  for (const declaration of declarations.includes(node) ? declarations : [node]) {
    addMembers(declaration, object, inner, evaluator)
  }
  return object
}

function addMembers(node: ts.EnumDeclaration, object: ObjectValue, scope: Scope, evaluator: Evaluator): void {
  let next: number | UnknownValue = 0
  for (const member of node.members) {
    const key = propertyName(member.name, scope, evaluator)
    if (typeof key !== 'string') {
      object.gap ??= key
      continue
    }
    const counted: Value = typeof next === 'number' ? literal(next) : next
    const value: Value =
      member.initializer === undefined ? counted : evaluator.evaluate(member.initializer, scope)
    object.entries.set(key, value)
    define(scope, key, value)
    next = unknown({ node: member, scope }, 'what follows it has no number')
    if (value.kind === 'literal' && typeof value.value === 'number') {
      object.entries.set(String(value.value), literal(key))
      next = value.value + 1
    }
  }
}
