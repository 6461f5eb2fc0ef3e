import { tableMember } from '../drizzle/table-members.js'
import { columnsByKey } from '../values/columns-by-key.js'
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
      spreadInto(object, columnsByKey(value.table), site)
      // A method that drizzle puts on the table object itself.
      object.entries.set('enableRLS', tableMember(value, 'enableRLS'))
      spreadInto(object, value.table.members, site)
      return
    case 'namespace':
      for (const name of value.names()) object.entries.set(name, value.get(name, site))
      object.gap ??= value.gap?.() ?? null
      return
    case 'literal':
      if (typeof value.value === 'string') {
        for (const [index, letter] of value.value.split('').entries()) {
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

/** A list that is longer than this belongs to no schema, and would fill the memory when it doubles again. */
const longest = 100_000

/** `[...value]`. */
export const spreadItems = (array: ArrayValue, value: Value, site: Site): void => {
  if (value.kind === 'array') {
    if (array.items.length + value.items.length > longest) {
      array.gap ??= unknown(site, `it would hold more than ${longest} items`)
      return
    }
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
