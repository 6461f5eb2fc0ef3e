import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a package.json says of where its modules are; unchecked, as whoever wrote it left it. */
export interface PackageJson {
  readonly name?: unknown
  readonly exports?: unknown
  readonly imports?: unknown
  readonly source?: unknown
  readonly module?: unknown
  readonly main?: unknown
  readonly types?: unknown
  readonly workspaces?: unknown
}

/** A folder with a package.json. */
export interface PackageFolder {
  readonly folder: string
  readonly json: PackageJson
}

export interface PackageFolders {
  /** The folder's own package.json; null when it has none that can be read. */
  readonly at: (folder: string) => PackageFolder | null
  /** The nearest one of a folder and those above it. */
  readonly above: (folder: string) => PackageFolder | null
}

/** Reads package.json files, each once. */
export const packageFolders = (): PackageFolders => {
  const known = new Map<string, PackageFolder | null>()

  const at = (folder: string): PackageFolder | null => {
    const found = known.get(folder)
    if (found !== undefined) return found
    const json = read(join(folder, 'package.json'))
    const made = json === null ? null : { folder, json }
    known.set(folder, made)
    return made
  }

  const above = (folder: string): PackageFolder | null => {
    const parent = dirname(folder)
    return at(folder) ?? (parent === folder ? null : above(parent))
  }

  return { at, above }
}

function read(file: string): PackageJson | null {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof json === 'object' && json !== null ? json : null
  } catch {
    return null
  }
}
