import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Packages that work on drizzle tables and declare none. */
const declareNone = /^drizzle-(arktype|kit|orm|seed|typebox|valibot|zod)$/

/**
 * Whether a package that is not read could export drizzle tables: only one that depends on drizzle-orm can, or one
 * that is not installed, of which we know nothing.
 */
export const packageMayHaveTables = (specifier: string, from: string): boolean => {
  if (specifier.startsWith('node:')) return false
  const [scope = '', inner = ''] = specifier.split('/')
  const name = specifier.startsWith('@') ? `${scope}/${inner}` : scope
  if (declareNone.test(name)) return false
  const manifest = findManifest(name, dirname(from))
  if (manifest === null) return true
  return [manifest.dependencies, manifest.peerDependencies, manifest.devDependencies].some(
    (list) => list !== undefined && 'drizzle-orm' in list,
  )
}

interface Manifest {
  readonly dependencies?: object
  readonly peerDependencies?: object
  readonly devDependencies?: object
}

function findManifest(name: string, folder: string): Manifest | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as Manifest
  } catch {
    const parent = dirname(folder)
    return parent === folder ? null : findManifest(name, parent)
  }
}
