import { TenancyError } from '../../model/error.js'
import { nearestName } from '../../model/nearest-name.js'

/** Turns a value of unknown origin into one of type T, or throws an error that names `path`, the key it stands under. */
export type Read<T> = (value: unknown, path: string) => T

/** @throws TenancyError TEN131 always: the key, what it takes, and what stands there */
export const refuse = (path: string, takes: string, value: unknown): never => {
  throw new TenancyError('TEN131', `${path} must be ${takes}; it is ${shown(value)}.`)
}

function shown(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80))
  return typeof value === 'object' || typeof value === 'function'
    ? `of type ${typeof value}`
    : String(value).slice(0, 80)
}

export const text: Read<string> = (value, path) =>
  typeof value === 'string' && value.trim() !== '' ? value : refuse(path, 'a text that is not empty', value)

export const textOrTexts: Read<readonly string[]> = (value, path) => {
  if (!Array.isArray(value)) {
    return typeof value === 'string' ? [text(value, path)] : refuse(path, 'a text or a list of texts', value)
  }
  if (value.length === 0) return refuse(path, 'a list that is not empty', value)
  return value.map((entry, index) => text(entry, `${path}[${index}]`))
}

export const oneOf =
  <const T extends string>(values: readonly T[]): Read<T> =>
  (value, path) =>
    values.find((valid) => valid === value) ??
    refuse(path, values.map((valid) => `'${valid}'`).join(' or '), value)

/** The fields that are there, each read by its reader; a key without one is an error, `undefined` counts as left out. */
export const fields =
  <T extends object>(readers: { readonly [K in keyof T]-?: Read<T[K]> }): Read<Partial<T>> =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return refuse(path, 'an object', value)
    }
    const valid = Object.keys(readers)
    const read: Partial<T> = {}
    for (const [key, entry] of Object.entries(value)) {
      if (!valid.includes(key)) {
        const near = nearestName(key, valid)
        throw new TenancyError(
          'TEN131',
          `${path} has no key \`${key}\`.${near === null ? '' : ` Did you mean \`${near}\`?`} Valid are: ${valid.join(', ')}.`,
        )
      }
      const name = key as keyof T
      if (entry !== undefined) read[name] = readers[name](entry, `${path}.${key}`)
    }
    return read
  }
