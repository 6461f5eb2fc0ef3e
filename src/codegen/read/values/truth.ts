import type { Value } from './value.js'

/** Whether the value counts as true in a condition, or null when that cannot be told. */
export const truth = (value: Value): boolean | null => {
  switch (value.kind) {
    case 'literal':
      return Boolean(value.value)
    case 'unknown':
    case 'opaque':
      return null
    default:
      return true
  }
}
