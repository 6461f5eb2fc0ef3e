import { unknown } from '../values/unknown.js'
import type { Site, UnknownValue, Value } from '../values/value.js'

/** A table's, view's or schema's name, when it is a known text. */
export const knownName = (value: Value | undefined, site: Site): string | UnknownValue => {
  if (value?.kind === 'unknown') return value
  return value?.kind === 'literal' && typeof value.value === 'string'
    ? value.value
    : unknown(site, 'its name is not known')
}
