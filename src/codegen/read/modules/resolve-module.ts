import { statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { mappedPaths, pathMappings } from './tsconfig-paths.js'

/** Where an import leads: a file of the project, a package that is not followed, or nowhere. */
export type Resolution =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'package' }
  | { readonly kind: 'missing' }

const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']

/** Extensions that an import writes for the file that TypeScript compiles to it. */
const compiledFrom: readonly (readonly [string, readonly string[]])[] = [
  ['.js', ['.ts', '.tsx']],
  ['.jsx', ['.tsx']],
  ['.mjs', ['.mts']],
  ['.cjs', ['.cts']],
]

/**
 * Resolves module names as TypeScript does with a bundler's rules: relative paths with and without extension, `.js`
 * that means `.ts`, index files, `paths` and `baseUrl` of the nearest tsconfig.
 */
export const moduleResolver = (): ((specifier: string, from: string) => Resolution) => {
  const mappingOf = pathMappings()
  const known = new Map<string, Resolution>()

  const find = (specifier: string, from: string): Resolution => {
    if (isPath(specifier)) {
      const file = fileAt(isAbsolute(specifier) ? specifier : resolve(dirname(from), specifier))
      return file === null ? { kind: 'missing' } : { kind: 'file', file }
    }
    for (const path of mappedPaths(mappingOf(from), specifier)) {
      const file = fileAt(path)
      if (file !== null) return { kind: 'file', file }
    }
    return { kind: 'package' }
  }

  return (specifier, from) => {
    const key = `${dirname(from)}\0${specifier}`
    const resolution = known.get(key) ?? find(specifier, from)
    known.set(key, resolution)
    return resolution
  }
}

/** A file, and no package: relative or absolute. */
export const isPath = (specifier: string): boolean =>
  /^\.{1,2}(\/|$)/.test(specifier) || isAbsolute(specifier)

/** The source file that a path without certain extension means, or null. */
const fileAt = (path: string): string | null => {
  const candidates = [
    ...(sourceExtensions.some((extension) => path.endsWith(extension)) ? [path] : []),
    ...compiledFrom.flatMap(([compiled, sources]) =>
      path.endsWith(compiled) ? sources.map((source) => path.slice(0, -compiled.length) + source) : [],
    ),
    ...sourceExtensions.map((extension) => path + extension),
    ...sourceExtensions.map((extension) => join(path, `index${extension}`)),
  ]
  return candidates.find(isFile) ?? null
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
