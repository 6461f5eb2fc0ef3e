import { join } from 'node:path'
import { exports as exported, type Package } from 'resolve.exports'
import { compiledFrom, fileAt } from './file-at.js'
import type { PackageFolder } from './package-json.js'

/**
 * The source file of a module of a package in the project's repository; null when there is none.
 *
 * @param subpath `.`, or `./schema` for `@acme/db/schema`
 */
export const packageSource = ({ folder, json }: PackageFolder, subpath: string): string | null => {
  const targets =
    json.exports === undefined || json.exports === null
      ? withoutExports(json, subpath)
      : throughExports({ ...json, exports: json.exports }, subpath)
  const files = targets.flatMap((target) => sourcesOf(join(folder, target), folder)).flatMap(existing)
  // What a build wrote is read only when there is no source for it under any condition.
  return files.find((file) => typed.test(file)) ?? files[0] ?? null
}

const typed = /\.[cm]?tsx?$/

const existing = (path: string): readonly string[] => {
  const file = fileAt(path)
  return file === null ? [] : [file]
}

const withoutExports = (json: PackageFolder['json'], subpath: string): readonly string[] => {
  if (subpath !== '.') return [subpath, join('src', subpath)]
  const named = [json.source, json.module, json.main, json.types].filter((path) => typeof path === 'string')
  return [...named, 'index', 'src/index']
}

/** Conditions that do not hold where schemas are read. */
const elsewhere =
  /^(require|browser|bun|worker|react-server|react-native|edge-light|workerd|deno|node-addons|test|jest|vitest|storybook|mock|msw)$/

/**
 * The targets of an exports map: first under the conditions that Node.js has, then under each other one that the map
 * knows, so that one that leads to sources is found whatever it is called.
 */
function throughExports(
  json: PackageFolder['json'] & { readonly exports: unknown },
  subpath: string,
): readonly string[] {
  const other = [...conditionsIn(json.exports)].filter((name) => !elsewhere.test(name))
  const each = [['module-sync'], other, ...other.map((name) => [name])].flatMap((conditions) => {
    try {
      return exported(json as Package, subpath, { conditions }) ?? []
    } catch {
      // No such entry, or none under these conditions.
      return []
    }
  })
  return [...new Set(each)]
}

function conditionsIn(entry: unknown): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      value.forEach(visit)
      return
    }
    for (const [key, inner] of Object.entries(value)) {
      if (!key.startsWith('.')) found.add(key)
      visit(inner)
    }
  }
  visit(entry)
  return found
}

const declared = /\.d\.([cm]?)ts$/

/**
 * Where the source of a target may be: the target itself when it is a source, and for what a build writes the file of
 * the same name in `src/`, or beside the build folder.
 */
function sourcesOf(target: string, folder: string): readonly string[] {
  const compiled = target.replace(declared, '.$1js')
  const parts = compiled.slice(folder.length + 1).split(/[\\/]/)
  // `dist/index.js`, `dist/esm/index.js`.
  const moved = [parts.slice(1), parts.slice(2)]
    .filter((rest) => rest.length > 0)
    .flatMap((rest) => [join(folder, 'src', ...rest), join(folder, ...rest)])
  const own = declared.test(target) ? [] : [target]
  return [...[compiled, ...moved].flatMap(asSource), ...own]
}

/** `index.js` as the TypeScript file that it is compiled from. */
const asSource = (path: string): readonly string[] =>
  compiledFrom.flatMap(([extension, sources]) =>
    path.endsWith(extension) ? sources.map((source) => path.slice(0, -extension.length) + source) : [],
  )
