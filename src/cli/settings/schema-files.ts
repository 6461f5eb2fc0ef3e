import { readdir, stat } from 'node:fs/promises'
import { join, normalize, resolve } from 'node:path'
import { glob, isDynamicPattern } from 'tinyglobby'
import { TenancyError } from '../../model/error.js'

/**
 * The files that the schema entries stand for, as drizzle-kit takes them: a file is itself, a folder the source files
 * right in it, a glob whatever it matches. Absolute, sorted within each entry, each once.
 *
 * @throws TenancyError TEN133 for what is not there, a folder without source files and a glob that matches nothing
 */
export const schemaFiles = async (entries: readonly string[], root: string): Promise<readonly string[]> => {
  const files: string[] = []
  for (const entry of entries) {
    const found = await filesOf(entry, root)
    if (found.length === 0) {
      throw new TenancyError(
        'TEN133',
        `no schema file is found under ${JSON.stringify(entry)}. Correct \`schema\` in the configuration: files, folders or globs, relative to the folder of the configuration.`,
      )
    }
    files.push(...found)
  }
  return [...new Set(files)]
}

/** What is there goes before what a pattern could mean: `app/[slug]/schema.ts` names a file. */
async function filesOf(entry: string, root: string): Promise<readonly string[]> {
  const path = resolve(root, entry)
  const kind = await kindOf(path)
  if (kind === 'folder') return sourcesIn(path)
  if (kind === 'file') return [path]
  return isDynamicPattern(entry) ? globbed(entry, root) : []
}

async function globbed(pattern: string, root: string): Promise<readonly string[]> {
  const found = await glob(pattern, {
    cwd: root,
    absolute: true,
    onlyFiles: false,
    expandDirectories: false,
    ignore: pattern.includes('node_modules') ? [] : ['**/node_modules/**'],
  })
  const files: string[] = []
  // A folder comes with a slash at its end.
  for (const path of found.map(normalize)) {
    if ((await kindOf(path)) === 'folder') files.push(...(await sourcesIn(path)))
    else if (isSource(path)) files.push(path)
  }
  return files.sort()
}

async function sourcesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter(isSource).sort()
  const kinds = await Promise.all(names.map((name) => kindOf(join(folder, name))))
  return names.filter((_, index) => kinds[index] === 'file').map((name) => join(folder, name))
}

const isSource = (path: string) => /\.[cm]?[jt]s$/.test(path) && !/\.d\.[cm]?ts$/.test(path)

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch {
    return null
  }
}
