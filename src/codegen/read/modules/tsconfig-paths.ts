import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { ts } from 'ts-morph'

/** What a tsconfig says of module names: patterns with their targets, absolute, and where other names are looked for. */
export interface PathMapping {
  readonly patterns: readonly { readonly pattern: string; readonly targets: readonly string[] }[]
  readonly baseUrl: string | null
}

const configDir = /\$\{configDir\}/

const none: PathMapping = { patterns: [], baseUrl: null }

/** Finds the mapping that holds for a file: that of the nearest tsconfig.json (or jsconfig.json) above it, `extends` followed. */
export const pathMappings = (): ((file: string) => PathMapping) => {
  const byFolder = new Map<string, PathMapping>()

  const ofFolder = (folder: string): PathMapping => {
    const known = byFolder.get(folder)
    if (known !== undefined) return known
    const config = ['tsconfig.json', 'jsconfig.json']
      .map((name) => join(folder, name))
      .find((at) => existsSync(at))
    const parent = dirname(folder)
    const found =
      config !== undefined
        ? ofProject(config, new Set([config]))
        : parent === folder
          ? none
          : ofFolder(parent)
    byFolder.set(folder, found)
    return found
  }

  return (file) => ofFolder(dirname(file))
}

/** Absolute paths, without extension perhaps, that the mapping gives for a module name; the best pattern's first. */
export const mappedPaths = ({ patterns, baseUrl }: PathMapping, specifier: string): readonly string[] => {
  const matches = patterns
    .map(({ pattern, targets }) => ({ targets, ...match(pattern, specifier) }))
    .filter((found) => found.star !== null)
    .sort((a, b) => b.length - a.length)
  const mapped = matches[0]?.targets.map((target) => target.replace('*', () => matches[0]?.star ?? '')) ?? []
  return baseUrl === null ? mapped : [...mapped, join(baseUrl, specifier)]
}

/** What the star stands for, and how long the fixed part before it is; an exact pattern wins over all. */
function match(
  pattern: string,
  specifier: string,
): { readonly star: string | null; readonly length: number } {
  const at = pattern.indexOf('*')
  if (at < 0) return { star: pattern === specifier ? '' : null, length: Number.POSITIVE_INFINITY }
  const head = pattern.slice(0, at)
  const tail = pattern.slice(at + 1)
  const fits =
    specifier.length >= head.length + tail.length && specifier.startsWith(head) && specifier.endsWith(tail)
  return {
    star: fits ? specifier.slice(head.length, specifier.length - tail.length) : null,
    length: head.length,
  }
}

/**
 * @param above the configurations that extend this one, the outermost first
 */
function readConfig(file: string, above: readonly string[]): PathMapping {
  if (above.includes(file)) return none
  const config = parse(file)
  const folder = dirname(file)
  const inherited = listOf(config.extends)
    .map((name) => extended(name, folder))
    .reduce<PathMapping>((base, found) => {
      const next = found === null ? none : readConfig(found, [...above, file])
      return {
        patterns: next.patterns.length > 0 ? next.patterns : base.patterns,
        baseUrl: next.baseUrl ?? base.baseUrl,
      }
    }, none)
  return ownMapping(config, folder, inherited, dirname(above[0] ?? file))
}

function ownMapping(
  { compilerOptions }: ConfigFile,
  folder: string,
  inherited: PathMapping,
  outermost: string,
): PathMapping {
  const { baseUrl: url, paths } = compilerOptions ?? {}
  // TypeScript 5.5: the folder of the configuration that is used, also in one that it extends.
  const absolute = (path: string, base: string) => resolve(base, path.replace(configDir, outermost))
  const baseUrl = typeof url === 'string' ? absolute(url, folder) : inherited.baseUrl
  if (typeof paths !== 'object' || paths === null) return { patterns: inherited.patterns, baseUrl }
  const patterns = Object.entries(paths).map(([pattern, targets]) => ({
    pattern,
    targets: listOf(targets).map((target) => absolute(target, baseUrl ?? folder)),
  }))
  return { patterns, baseUrl }
}

/**
 * The mapping of a configuration; of a solution, which has no files of its own but refers to projects that have them (as
 * Vite sets it up), with those of its projects.
 */
function ofProject(file: string, seen: ReadonlySet<string>): PathMapping {
  const own = readConfig(file, [])
  const { files, references } = parse(file)
  if (!Array.isArray(files) || files.length > 0 || !Array.isArray(references)) return own
  return listOf(references.map((each: { readonly path?: unknown } | null) => each?.path))
    .map((path) => resolve(dirname(file), path))
    .map((path) => (path.endsWith('.json') ? path : join(path, 'tsconfig.json')))
    .filter((path) => existsSync(path) && !seen.has(path))
    .map((path) => ofProject(path, new Set([...seen, path])))
    .reduce(combined, own)
}

/** Both; where they have the same pattern, the first one's targets go before. */
function combined(first: PathMapping, second: PathMapping): PathMapping {
  const patterns = new Map(first.patterns.map(({ pattern, targets }) => [pattern, targets]))
  for (const { pattern, targets } of second.patterns) {
    patterns.set(pattern, [...(patterns.get(pattern) ?? []), ...targets])
  }
  return {
    patterns: [...patterns].map(([pattern, targets]) => ({ pattern, targets })),
    baseUrl: first.baseUrl ?? second.baseUrl,
  }
}

interface ConfigFile {
  readonly extends?: unknown
  readonly files?: unknown
  readonly references?: unknown
  readonly compilerOptions?: { readonly baseUrl?: unknown; readonly paths?: unknown }
}

function parse(file: string): ConfigFile {
  const { config } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8'))
  return typeof config === 'object' && config !== null ? config : {}
}

function extended(name: string, folder: string): string | null {
  const candidates =
    name.startsWith('.') || isAbsolute(name)
      ? [resolve(folder, name)]
      : foldersAbove(folder).map((above) => join(above, 'node_modules', name))
  return (
    candidates
      .flatMap((path) => [path, `${path}.json`, join(path, 'tsconfig.json')])
      .find((path) => path.endsWith('.json') && existsSync(path)) ?? null
  )
}

function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)]
}

const listOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string')
