import type { At, Mode } from './search.js'

/** Asks a question once: `subject` is what it is about, a node of the source or a name. */
export type Asked = (subject: object | string, at: At, mode: Mode, answer: () => boolean) => boolean

/** Questions that lead through more others than this are not followed. */
const deepest = 400

/**
 * Remembers answers. What is asked while it is being answered counts as a no, since expressions lead in circles: hence
 * a no is for good only when the whole question that led to it was answered with no, and a yes always is.
 */
export const answers = (): ((question: (asked: Asked) => boolean) => boolean) => {
  const forGood = new Map<string, boolean>()
  const ids = new Map<object, number>()

  const idOf = (subject: object | string): number | string => {
    if (typeof subject === 'string') return subject
    const id = ids.get(subject) ?? ids.size
    ids.set(subject, id)
    return id
  }

  return (question) => {
    const now = new Map<string, boolean>()
    let depth = 0

    const asked: Asked = (subject, { scope, given, inside, ofClass }, mode, answer) => {
      const key = [idOf(subject), idOf(scope), mode, inside, ofClass, ...[...given].sort()].join(' ')
      const known = forGood.get(key) ?? now.get(key)
      if (known !== undefined) return known
      if (depth >= deepest) return true
      now.set(key, false)
      depth += 1
      const may = answer()
      depth -= 1
      now.set(key, may)
      return may
    }

    const may = question(asked)
    for (const [key, answer] of now) if (answer || !may) forGood.set(key, answer)
    return may
  }
}
