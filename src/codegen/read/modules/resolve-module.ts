import { dirname, isAbsolute, resolve } from 'node:path'
import { imports, type Package } from 'resolve.exports'
import { fileAt } from './file-at.js'
import { packageFolders } from './package-json.js'
import { packageSource } from './package-source.js'
import { mappedPaths, pathMappings } from './tsconfig-paths.js'
import { workspacePackages } from './workspaces.js'

/** Where an import leads: a file of the project, a package that is not followed, or nowhere. */
export type Resolution =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'package' }
  | { readonly kind: 'missing' }

/**
 * Resolves module names as TypeScript does with a bundler's rules: relative paths with and without extension, `.js`
 * that means `.ts`, index files, `paths` and `baseUrl` of the nearest tsconfig, `imports` of the nearest package.json,
 * and packages of the same repository by their sources. Installed packages are not followed.
 */
export const moduleResolver = (): ((specifier: string, from: string) => Resolution) => {
  const mappingOf = pathMappings()
  const packages = packageFolders()
  const workspace = workspacePackages(packages)
  const known = new Map<string, Resolution>()

  const find = (specifier: string, from: string): Resolution => {
    const folder = dirname(from)
    if (isRelative(specifier)) return found(fileAt(resolve(folder, specifier)))
    for (const path of mappedPaths(mappingOf(from), specifier)) {
      const file = fileAt(path)
      if (file !== null) return { kind: 'file', file }
    }
    if (specifier.startsWith('#')) return ofImports(specifier, from)
    if (isAlias(specifier)) return { kind: 'missing' }
    const { name, subpath } = packageName(specifier)
    const nearest = packages.above(folder)
    const member = nearest?.json.name === name ? nearest : workspace(name, folder)
    return member === null ? { kind: 'package' } : found(packageSource(member, subpath))
  }

  const ofImports = (specifier: string, from: string): Resolution => {
    const owner = packages.above(dirname(from))
    for (const target of owner === null ? [] : importTargets(owner.json, specifier)) {
      if (!target.startsWith('.')) return cached(target, from)
      const file = packageSource({ folder: owner?.folder ?? '', json: {} }, target)
      if (file !== null) return { kind: 'file', file }
    }
    return { kind: 'missing' }
  }

  const cached = (specifier: string, from: string): Resolution => {
    const key = `${dirname(from)}\0${specifier}`
    const resolution = known.get(key) ?? find(specifier, from)
    known.set(key, resolution)
    return resolution
  }
  return cached
}

const found = (file: string | null): Resolution =>
  file === null ? { kind: 'missing' } : { kind: 'file', file }

const isRelative = (specifier: string): boolean => /^\.{1,2}(\/|$)/.test(specifier) || isAbsolute(specifier)

/** `@/db` and `~/db` can only be meant as `paths` of a tsconfig: no package has such a name. */
const isAlias = (specifier: string): boolean => /^[@~]\//.test(specifier)

/** A file of the project, and no package: relative, absolute, an alias, or by the package's own `imports`. */
export const isPath = (specifier: string): boolean =>
  isRelative(specifier) || isAlias(specifier) || specifier.startsWith('#')

/** `@acme/db/schema` as `@acme/db` and `./schema`. */
function packageName(specifier: string): { readonly name: string; readonly subpath: string } {
  const parts = specifier.split('/')
  const length = specifier.startsWith('@') ? 2 : 1
  const rest = parts.slice(length)
  return { name: parts.slice(0, length).join('/'), subpath: rest.length === 0 ? '.' : `./${rest.join('/')}` }
}

function importTargets(json: object, specifier: string): readonly string[] {
  try {
    return imports(json as Package, specifier) ?? []
  } catch {
    return []
  }
}
