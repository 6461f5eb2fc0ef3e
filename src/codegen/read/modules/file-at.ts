import { statSync } from 'node:fs'
import { join } from 'node:path'

const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']

/** Extensions that an import writes for the file that TypeScript compiles to it. */
export const compiledFrom: readonly (readonly [string, readonly string[]])[] = [
  ['.js', ['.ts', '.tsx']],
  ['.jsx', ['.tsx']],
  ['.mjs', ['.mts']],
  ['.cjs', ['.cts']],
]

/** The source file that a path without certain extension means, or null. */
export const fileAt = (path: string): string | null => {
  const candidates = [
    // Before the file itself, as TypeScript does: a `.js` beside the `.ts` is what was compiled some time ago.
    ...compiledFrom.flatMap(([compiled, sources]) =>
      path.endsWith(compiled) ? sources.map((source) => path.slice(0, -compiled.length) + source) : [],
    ),
    ...(sourceExtensions.some((extension) => path.endsWith(extension)) ? [path] : []),
    ...sourceExtensions.map((extension) => path + extension),
    ...sourceExtensions.map((extension) => join(path, `index${extension}`)),
  ]
  return candidates.find(isFile) ?? null
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
