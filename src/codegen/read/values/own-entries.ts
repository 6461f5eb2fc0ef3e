import type { ObjectValue, Value } from './value.js'

/** The entries of an object in the order in which JavaScript lists them: array indexes by number, then the rest as set. */
export const ownEntries = ({ entries }: ObjectValue): readonly (readonly [string, Value])[] => {
  const all = [...entries]
  const indexes = all.filter(([key]) => isIndex(key))
  if (indexes.length === 0) return all
  return [...indexes.sort(([a], [b]) => Number(a) - Number(b)), ...all.filter(([key]) => !isIndex(key))]
}

const isIndex = (key: string): boolean => /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1
