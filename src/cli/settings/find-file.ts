import { stat } from 'node:fs/promises'
import { join } from 'node:path'

const extensions = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'] as const

/** The configuration file `name.ts` (or another extension) in `folder`, as an absolute path; null when there is none. */
export const findConfig = async (folder: string, name: string): Promise<string | null> => {
  for (const extension of extensions) {
    const path = join(folder, `${name}.${extension}`)
    if (await isFile(path)) return path
  }
  return null
}

export const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
