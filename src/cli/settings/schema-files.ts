import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { TenancyError } from '../../model/error.js'
import { isGlob, parseGlob } from './glob-pattern.js'

/**
 * The files that the schema entries stand for, as drizzle-kit takes them: a file is itself, a folder the source files
 * right in it, a glob whatever it matches. Absolute, sorted within each entry, each once.
 *
 * @throws TenancyError TEN123 for a folder without source files and a glob that matches nothing
 */
export const schemaFiles = async (entries: readonly string[], root: string): Promise<readonly string[]> => {
  const files: string[] = []
  for (const entry of entries) {
    const found = isGlob(entry) ? await globbed(entry, root) : await named(resolve(root, entry))
    if (found.length === 0) {
      throw new TenancyError(
        'TEN123',
        `no schema file is found under ${JSON.stringify(entry)}. Correct \`schema\` in the configuration: files, folders or globs, relative to the folder of the configuration.`,
      )
    }
    files.push(...found)
  }
  return [...new Set(files)]
}

/** A name that is not there stays as it is: reading it is a finding of its own (TEN101). */
async function named(path: string): Promise<readonly string[]> {
  const is = await kindOf(path)
  return is === 'folder' ? sourcesIn(path) : [path]
}

async function globbed(pattern: string, root: string): Promise<readonly string[]> {
  const { folder, matches } = parseGlob(pattern.replace(/^\.\//, ''))
  const base = resolve(root, folder)
  const files: string[] = []
  for (const path of await walk(base)) {
    if (!matches(relative(base, path).split('\\').join('/'))) continue
    if ((await kindOf(path)) === 'folder') files.push(...(await sourcesIn(path)))
    else if (isSource(path)) files.push(path)
  }
  return files.sort()
}

/** Everything under a folder; packages, hidden folders and links to folders are not followed. */
async function walk(folder: string): Promise<readonly string[]> {
  const paths: string[] = []
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(folder, entry.name)
    paths.push(path)
    if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) {
      paths.push(...(await walk(path)))
    }
  }
  return paths
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
