import { nothing } from './make-value.js'
import { unknown } from './unknown.js'
import type { Site, UnknownValue, Value } from './value.js'

/** `object.key` of a configuration object that may be missing; `site` is where it is asked for. */
export const option = (object: Value | undefined, key: string, site: Site): Value => {
  switch (object?.kind) {
    case undefined:
      return nothing
    case 'unknown':
      return object
    case 'object':
      return object.gap ?? object.entries.get(key) ?? nothing
    case 'namespace':
      return object.names().includes(key) ? object.get(key, site) : (object.gap?.() ?? nothing)
    case 'literal':
      // Of a text it could be `length`; numbers and booleans have no options.
      return typeof object.value === 'string' ? unknown(site, 'its options are no object') : nothing
    default:
      return unknown(site, 'its options are no plain object')
  }
}

/** The text of a value, undefined where there is none, or why it is not known. */
export const textOption = (value: Value, site: Site): string | undefined | UnknownValue => {
  if (value.kind === 'unknown') return value
  if (value.kind !== 'literal') return unknown(site, 'its name is no known text')
  if (value.value === undefined || value.value === null) return undefined
  return typeof value.value === 'string' ? value.value : unknown(site, 'its name is no text')
}
