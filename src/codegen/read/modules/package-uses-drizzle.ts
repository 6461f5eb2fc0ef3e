import { readFileSync, realpathSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'

/** Packages that work on drizzle tables, or on what schema files have besides them, and give no tables. */
const noTables = new RegExp(
  `^(?:${[
    'drizzle-(?:arktype|graphql|kit|seed|typebox|valibot|zod)',
    // Validators.
    '(?:@effect/schema|@sinclair/typebox|arktype|joi|superstruct|typebox|valibot|yup|zod)',
    // Ids and dates.
    '(?:@paralleldrive/cuid2|cuid|date-fns|dayjs|nanoid|typeid-js|ulid|ulidx|uuid|uuidv7)',
    // The environment, connections, authentication.
    '(?:@neondatabase/serverless|@t3-oss/.*|@vercel/postgres|better-auth|dotenv|next-auth|pg|postgres)',
  ].join('|')})$`,
)

/** Whether we know of a package that nothing it gives is a table, whatever it is given. */
export const givesNoTables = (specifier: string): boolean => noTables.test(packageOf(specifier))

/**
 * Whether a package that is not read could export drizzle tables: only one that depends on drizzle-orm can, itself or
 * through what it depends on, or one that is not installed, of which we know nothing.
 */
export const packagesWithTables = (): ((specifier: string, from: string) => boolean) => {
  const known = new Map<string, boolean>()
  return (specifier, from) => {
    const name = packageOf(specifier)
    if (isBuiltin(specifier) || name === 'drizzle-orm' || givesNoTables(name)) return false
    const found = findPackage(name, dirname(from))
    if (found === null) return true
    const uses = known.get(found.folder) ?? dependsOnDrizzle(found)
    known.set(found.folder, uses)
    return uses
  }
}

interface InstalledPackage {
  /** With links followed: that is where its own dependencies are looked for. */
  readonly folder: string
  readonly manifest: Manifest
}

interface Manifest {
  readonly dependencies?: object
  readonly optionalDependencies?: object
  readonly peerDependencies?: object
  readonly devDependencies?: object
}

function dependsOnDrizzle(first: InstalledPackage): boolean {
  // What it is built with may be a part of what it ships.
  if (names(first.manifest.devDependencies).includes('drizzle-orm')) return true
  const seen = new Set<string>()
  const open = [first]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at.folder)) continue
    seen.add(at.folder)
    const { dependencies, optionalDependencies, peerDependencies } = at.manifest
    const needs = [dependencies, optionalDependencies, peerDependencies].flatMap(names)
    if (needs.includes('drizzle-orm')) return true
    for (const name of needs) {
      const next = givesNoTables(name) ? null : findPackage(name, at.folder)
      if (next !== null) open.push(next)
    }
  }
  return false
}

function findPackage(name: string, folder: string): InstalledPackage | null {
  const at = join(folder, 'node_modules', name)
  try {
    const manifest = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as Manifest
    return { folder: realpathSync(at), manifest }
  } catch {
    const parent = dirname(folder)
    return parent === folder ? null : findPackage(name, parent)
  }
}

/** `@acme/db` of `@acme/db/schema`. */
function packageOf(specifier: string): string {
  const [scope = '', inner = ''] = specifier.split('/')
  return specifier.startsWith('@') ? `${scope}/${inner}` : scope
}

const names = (list: object | undefined): readonly string[] =>
  typeof list === 'object' && list !== null ? Object.keys(list) : []
