import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { globSync } from 'tinyglobby'
import { parse } from 'yaml'
import type { PackageFolder, PackageFolders } from './package-json.js'

/**
 * Finds the packages of the project's own repository by name, seen from a folder: those that a `workspaces` key or a
 * pnpm-workspace.yaml above it lists, installed or not, and those that node_modules links to.
 */
export const workspacePackages = (
  packages: PackageFolders,
): ((name: string, from: string) => PackageFolder | null) => {
  const byRoot = new Map<string, ReadonlyMap<string, PackageFolder>>()

  const listedAt = (folder: string): ReadonlyMap<string, PackageFolder> => {
    const known = byRoot.get(folder)
    if (known !== undefined) return known
    const found = new Map<string, PackageFolder>()
    for (const each of folders(folder, workspaceGlobs(folder, packages))) {
      const member = packages.at(each)
      if (typeof member?.json.name === 'string') found.set(member.json.name, member)
    }
    byRoot.set(folder, found)
    return found
  }

  const find = (name: string, folder: string): PackageFolder | null => {
    const here = listedAt(folder).get(name) ?? linked(name, folder, packages)
    const parent = dirname(folder)
    return here ?? (parent === folder ? null : find(name, parent))
  }

  return find
}

function workspaceGlobs(folder: string, packages: PackageFolders): readonly string[] {
  const workspaces = packages.at(folder)?.json.workspaces
  // npm, yarn and bun: a list, or an object with the list under `packages`.
  const own = isObject(workspaces) ? workspaces.packages : workspaces
  const pnpm = join(folder, 'pnpm-workspace.yaml')
  return [...texts(own), ...(existsSync(pnpm) ? texts(pnpmPackages(pnpm)) : [])]
}

function pnpmPackages(file: string): unknown {
  try {
    const settings: unknown = parse(readFileSync(file, 'utf8'))
    return isObject(settings) ? settings.packages : null
  } catch {
    return null
  }
}

function folders(root: string, globs: readonly string[]): readonly string[] {
  if (globs.length === 0) return []
  const patterns = globs.map((glob) => `${glob.replace(/\/$/, '')}/package.json`)
  return globSync(patterns, { cwd: root, absolute: true, ignore: ['**/node_modules/**'] })
    .sort()
    .map(dirname)
}

/** A link in node_modules that leads out of it: a workspace, or a package of another folder (`file:`, `link:`). */
function linked(name: string, folder: string, packages: PackageFolders): PackageFolder | null {
  try {
    const real = realpathSync(join(folder, 'node_modules', name))
    return real.split(sep).includes('node_modules') ? null : packages.at(real)
  } catch {
    return null
  }
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
