import { nothing } from './make-value.js'
import type { UnknownValue, Value } from './value.js'

/** `object.key` of a configuration object that may be missing. */
export const option = (object: Value | undefined, key: string): Value => {
  if (object?.kind === 'unknown') return object
  if (object?.kind !== 'object') return nothing
  return object.entries.get(key) ?? object.gap ?? nothing
}

/** The text of a value, undefined where there is none, or why it is not known. */
export const textOption = (value: Value): string | undefined | UnknownValue => {
  if (value.kind === 'unknown') return value
  return value.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined
}
