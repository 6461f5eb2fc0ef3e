import { ts } from 'ts-morph'
import { objectOf } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ObjectValue, Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { propertyName } from './property-name.js'
import type { Scope } from './scope.js'
import { spreadInto } from './spread.js'

export const evaluateObject = (
  node: ts.ObjectLiteralExpression,
  scope: Scope,
  evaluator: Evaluator,
): ObjectValue => {
  const object = objectOf()
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const site = { node: property.expression, scope }
      spreadInto(object, evaluator.evaluate(property.expression, scope), site)
      continue
    }
    if (isPrototype(property)) {
      const prototype = evaluator.evaluate(property.initializer, scope)
      // What is no object is passed over, and null takes away what nobody reads.
      if (prototype.kind !== 'literal') {
        object.gap ??= unknown({ node: property, scope }, 'objects with another prototype are not evaluated')
      }
      continue
    }
    const key = propertyName(property.name, scope, evaluator)
    if (typeof key === 'string') object.entries.set(key, propertyValue(property, scope, evaluator))
    else object.gap ??= key
  }
  return object
}

/** `__proto__: x` is no key; `['__proto__']: x` and `{ __proto__ }` are. */
const isPrototype = (property: ts.ObjectLiteralElementLike): property is ts.PropertyAssignment =>
  ts.isPropertyAssignment(property) &&
  (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) &&
  property.name.text === '__proto__'

type Property = Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>

function propertyValue(property: Property, scope: Scope, evaluator: Evaluator): Value {
  if (ts.isPropertyAssignment(property)) return evaluator.evaluate(property.initializer, scope)
  if (ts.isShorthandPropertyAssignment(property)) return evaluator.evaluate(property.name, scope)
  if (ts.isMethodDeclaration(property)) return { kind: 'closure', node: property, scope }
  return unknown({ node: property, scope }, 'getters and setters are not evaluated')
}
