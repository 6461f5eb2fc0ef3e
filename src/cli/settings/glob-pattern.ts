import { TenancyError } from '../../model/error.js'

/** Whether a schema entry is a glob rather than the name of a file or folder. */
export const isGlob = (pattern: string): boolean => /[*?[\]{}]|[@!+]\(/.test(pattern)

/** A glob with the folder from which on it has to be searched, and a test for paths relative to that folder. */
export interface Glob {
  readonly folder: string
  readonly matches: (path: string) => boolean
}

/**
 * The common part of glob syntax: `*`, `**`, `?`, `[a-z]`, `{a,b}`. Names that begin with a dot are matched only by a
 * pattern that says so.
 *
 * @throws TenancyError TEN121 for `!(…)`, `+(…)`, `@(…)` and for brackets that are not closed
 */
export const parseGlob = (pattern: string): Glob => {
  const segments = pattern.split('/')
  const first = segments.findIndex(isGlob)
  const folder = segments.slice(0, first).join('/')
  const source = segments.slice(first).join('/')
  const expression = new RegExp(`^${toExpression(source, pattern)}$`)
  return {
    folder: folder === '' ? (pattern.startsWith('/') ? '/' : '.') : folder,
    matches: (path) => expression.test(path),
  }
}

const notHidden = '(?!\\.)'

function toExpression(source: string, pattern: string): string {
  let result = ''
  let depth = 0
  const refuse = (what: string): never => {
    throw new TenancyError(
      'TEN121',
      `the schema pattern ${JSON.stringify(pattern)} ${what}. Use *, **, ?, [a-z] and {a,b}, or list the files.`,
    )
  }
  for (let at = 0; at < source.length; at += 1) {
    const letter = source.charAt(at)
    const starts = at === 0 || source.charAt(at - 1) === '/'
    if (/[@!+?*]/.test(letter) && source.charAt(at + 1) === '(') refuse('has an extended form')
    if (letter === '*' && source.startsWith('**/', at) && starts) {
      result += `(?:${notHidden}[^/]+/)*`
      at += 2
    } else if (letter === '*' && source.slice(at) === '**' && starts) {
      result += `(?:${notHidden}[^/]+/)*${notHidden}[^/]+`
      at += 1
    } else if (letter === '*') {
      result += `${starts ? notHidden : ''}[^/]*`
    } else if (letter === '?') {
      result += `${starts ? notHidden : ''}[^/]`
    } else if (letter === '[') {
      const end = source.indexOf(']', at + 2)
      if (end < 0) refuse('has a bracket that is not closed')
      const set = source
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\')
      result += `[${set}]`
      at = end
    } else if (letter === '{') {
      depth += 1
      result += '(?:'
    } else if (letter === '}' && depth > 0) {
      depth -= 1
      result += ')'
    } else if (letter === ',' && depth > 0) {
      result += '|'
    } else {
      result += letter.replace(/[.*+?^${}()|[\]\\]/, '\\$&')
    }
  }
  if (depth > 0) refuse('has a brace that is not closed')
  return result
}
