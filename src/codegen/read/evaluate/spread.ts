import { unknown } from '../values/unknown.js'
import type { ArrayValue, ObjectValue, Site, Value } from '../values/value.js'

/** `{ ...value }`: the value's own keys are written over the object's. */
export const spreadInto = (object: ObjectValue, value: Value, site: Site): void => {
  switch (value.kind) {
    case 'object':
      for (const [key, entry] of value.entries) object.entries.set(key, entry)
      if (value.gap !== null) object.gap ??= value.gap
      return
    case 'array':
      for (const [index, item] of value.items.entries()) object.entries.set(String(index), item)
      if (value.gap !== null) object.gap ??= value.gap
      return
    case 'table':
      for (const key of value.table.columns.keys()) {
        object.entries.set(key, { kind: 'column', table: value.table, key })
      }
      return
    case 'namespace':
      for (const name of value.names()) object.entries.set(name, value.get(name, site))
      object.gap ??= value.gap?.() ?? null
      return
    case 'literal':
      if (typeof value.value === 'string') {
        for (const [index, letter] of [...value.value].entries()) {
          object.entries.set(String(index), { kind: 'literal', value: letter })
        }
      }
      return
    case 'closure':
    case 'native':
      return
    case 'unknown':
      object.gap ??= value
      return
    case 'opaque':
    case 'column':
    case 'builder':
    case 'extra':
    case 'view':
      object.gap ??= unknown(site, 'its keys are not known')
      return
    default:
      value satisfies never
  }
}

/** `[...value]`. */
export const spreadItems = (array: ArrayValue, value: Value, site: Site): void => {
  if (value.kind === 'array') {
    array.items.push(...value.items)
    if (value.gap !== null) array.gap ??= value.gap
  } else if (value.kind === 'literal' && typeof value.value === 'string') {
    array.items.push(...[...value.value].map((letter): Value => ({ kind: 'literal', value: letter })))
  } else if (value.kind === 'opaque') {
    // What drizzle or a validator made, for example the policies of `crudPolicy()`: no part of a table.
    array.items.push(value)
  } else {
    array.gap ??= value.kind === 'unknown' ? value : unknown(site, 'its items are not known')
  }
}
