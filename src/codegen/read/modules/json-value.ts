import { readFileSync } from 'node:fs'
import { arrayOf, literal, objectOf } from '../values/make-value.js'
import type { Value } from '../values/value.js'

/** The contents of a JSON file; null when it cannot be read. */
export const jsonValue = (file: string): Value | null => {
  try {
    return fromJson(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

function fromJson(json: unknown): Value {
  if (Array.isArray(json)) return arrayOf(json.map(fromJson))
  if (typeof json === 'object' && json !== null) {
    return objectOf(Object.entries(json).map(([key, value]) => [key, fromJson(value)]))
  }
  return literal(json as string | number | boolean | null)
}
