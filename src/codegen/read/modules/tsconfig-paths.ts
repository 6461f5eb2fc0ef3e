import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { ts } from 'ts-morph'

/** What a tsconfig says of module names: patterns with their targets, absolute, and where other names are looked for. */
export interface PathMapping {
  readonly patterns: readonly { readonly pattern: string; readonly targets: readonly string[] }[]
  readonly baseUrl: string | null
}

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
    const found = config !== undefined ? readConfig(config, []) : parent === folder ? none : ofFolder(parent)
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
  const { baseUrl: url, paths } = config.compilerOptions ?? {}
  const baseUrl = typeof url === 'string' ? resolve(folder, url) : inherited.baseUrl
  if (typeof paths !== 'object' || paths === null) return { patterns: inherited.patterns, baseUrl }
  const patterns = Object.entries(paths).map(([pattern, targets]) => ({
    pattern,
    targets: listOf(targets).map((target) => resolve(baseUrl ?? folder, target)),
  }))
  return { patterns, baseUrl }
}

interface ConfigFile {
  readonly extends?: unknown
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
