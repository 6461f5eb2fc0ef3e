import { builderMember } from '../drizzle/builder-members.js'
import { columnMember } from '../drizzle/column-members.js'
import { extraMember } from '../drizzle/extra-members.js'
import { tableMember } from '../drizzle/table-members.js'
import { viewMember } from '../drizzle/view-members.js'
import { nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ObjectValue, Site, Value } from '../values/value.js'
import { arrayMember } from './array-members.js'
import type { Evaluator } from './evaluator.js'
import { functionMember } from './function-members.js'
import { textMember } from './text-members.js'

/** `object.name`. */
export const member = (object: Value, name: string, site: Site, evaluator: Evaluator): Value => {
  switch (object.kind) {
    case 'object':
      return objectMember(object, name, site)
    case 'array':
      return arrayMember(object, name, site, evaluator)
    case 'namespace':
      return object.get(name, site)
    case 'table':
      return tableMember(object, name)
    case 'column':
      return columnMember(object, name)
    case 'builder':
      return builderMember(object, name, evaluator)
    case 'extra':
      return extraMember(object, name)
    case 'view':
      return viewMember(object, name)
    case 'native':
      return object.members?.get(name) ?? functionMember(object, name, site, evaluator)
    case 'literal':
      return typeof object.value === 'string'
        ? textMember(object.value, name, site, evaluator)
        : unknown(site, `${String(object.value)} has no property ${name}`)
    case 'closure':
      return functionMember(object, name, site, evaluator)
    case 'opaque':
    case 'unknown':
      return object
    default:
      return object satisfies never
  }
}

function objectMember(object: ObjectValue, name: string, site: Site): Value {
  if (object.gap !== null) return object.gap
  const value = object.entries.get(name)
  if (value !== undefined) return value
  // What every object has, and is seldom meant: `options.toString ? …`.
  return Object.hasOwn(Object.prototype, name)
    ? unknown(site, `the property ${name} of objects is not followed`)
    : nothing
}
