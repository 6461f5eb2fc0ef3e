import { resolve } from 'node:path'
import { ts } from 'ts-morph'
import type { Evaluator } from '../evaluate/evaluator.js'
import { nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { NamespaceValue, Site, UnknownValue, Value } from '../values/value.js'
import { declareNames } from './declare-names.js'
import { exportTable } from './export-table.js'
import { jsonValue } from './json-value.js'
import { knownPackages } from './known-packages.js'
import type { Module, ModuleExport } from './module.js'
import { packagesWithTables } from './package-uses-drizzle.js'
import { isPath, moduleResolver } from './resolve-module.js'
import { type ParsedFile, sourceFiles } from './source-files.js'

/** The modules of a project, loaded as imports lead to them. */
export interface Project {
  /** The file as a module; null when it cannot be read. */
  readonly module: (file: string) => Module | null
  /** All exports of a module, those of `export *` after its own. */
  readonly exports: (module: Module) => readonly ModuleExport[]
  /** The export that a module has under a name, when a file of the project has it. */
  readonly exportOf: (specifier: string, name: string, site: Site) => ModuleExport | null
  /** The file of the project that a name leads to; null when it leads to none. */
  readonly moduleOf: (specifier: string, site: Site) => Module | null
  /** Why exports of a module may be missing, as far as these could be tables. */
  readonly gaps: (module: Module) => readonly UnknownValue[]
  /** Names that a module has from two `export *`, of which JavaScript exports neither. */
  readonly conflicts: (module: Module) => readonly Conflict[]
  /** Whether a package that is not read could export tables, seen from a file. */
  readonly packageMayHaveTables: (specifier: string, from: string) => boolean
  /** Imports of files for what they do, `import './rls'`, that lead nowhere. */
  readonly missing: () => readonly UnknownValue[]
  /** The path relative to the project, with forward slashes. */
  readonly pathOf: (file: string) => string
  /** Files that were parsed so far. */
  readonly parsed: () => readonly ParsedFile[]
  /** Grows whenever a file is loaded or run: what it does may change tables that were there before. */
  readonly activity: () => number
}

export interface Conflict {
  readonly entries: readonly [ModuleExport, ModuleExport]
  readonly gap: UnknownValue
}

export const makeProject = (root: string, evaluator: Evaluator): Project => {
  const files = sourceFiles(root)
  const known = knownPackages(evaluator)
  const resolveModule = moduleResolver()
  const packageMayHaveTables = packagesWithTables()
  const modules = new Map<string, Module | null>()
  const units: ParsedFile[] = []
  const lost: UnknownValue[] = []

  const module = (file: string): Module | null => {
    const found = modules.get(file)
    if (found !== undefined) return found
    const unit = files.load(file)
    const made = unit === null ? null : makeModule(unit)
    if (unit !== null) units.push(unit)
    modules.set(file, made)
    return made
  }

  const makeModule = (unit: ParsedFile): Module => {
    const declared = declareNames(unit, { importModule, runModule, evaluator })
    return { unit, ...declared, ...exportTable(unit, declared.scope, importModule, evaluator) }
  }

  const importModule = (specifier: string, site: Site): NamespaceValue | UnknownValue => {
    const package_ = known(specifier)
    if (package_ !== null) return package_
    const target = follow(specifier, site)
    if ('kind' in target) return target
    return 'json' in target ? jsonNamespace(specifier, target.json) : namespaceOf(target.module)
  }

  /** Packages are imported for what they do too; to our tables they do nothing. */
  const runModule = (specifier: string, site: Site): void => {
    const target = known(specifier) === null ? follow(specifier, site) : null
    if (target === null || 'json' in target) return
    if ('module' in target) target.module.run()
    else if (isForEffect(site) && isPath(specifier) && !asset.test(specifier)) lost.push(target)
  }

  /** The module or JSON file that a name leads to, or why there is none. */
  const follow = (
    specifier: string,
    site: Site,
  ): { readonly module: Module } | { readonly json: Value } | UnknownValue => {
    const found = resolveModule(specifier, site.scope.file.file)
    if (found.kind === 'missing') return unknown(site, `there is no file ${specifier}`, 'TEN103')
    if (found.kind === 'package') return unknown(site, `the package ${specifier} is not read`, 'TEN103')
    const path = files.pathOf(found.file)
    if (found.file.endsWith('.json')) {
      const json = jsonValue(found.file)
      return json === null ? unknown(site, `${path} is no valid JSON`, 'TEN103') : { json }
    }
    const target = module(found.file)
    return target === null ? unknown(site, `${path} cannot be read`, 'TEN103') : { module: target }
  }

  const namespaceOf = (target: Module): NamespaceValue => ({
    kind: 'namespace',
    name: target.unit.path,
    get: (name, site) =>
      exportNamed(target, name)?.read() ??
      target.commonJs ??
      unknown(site, `${target.unit.path} exports nothing called ${name}`, 'TEN103'),
    // A namespace lists its names in the order of their letters (ECMA-262, 10.4.6.11).
    names: () =>
      exports(target)
        .map(({ name }) => name)
        .sort(),
    gap: () => gaps(target)[0] ?? null,
  })

  const starred = (target: Module): readonly Module[] =>
    target.stars.flatMap(({ specifier, site }) => {
      const found = known(specifier) === null ? follow(specifier, site) : null
      return found !== null && 'module' in found ? [found.module] : []
    })

  const find = (target: Module, name: string, seen: Set<Module>): ModuleExport | null => {
    if (seen.has(target)) return null
    seen.add(target)
    const own = target.own.get(name)
    if (own !== undefined || name === 'default') return own ?? null
    for (const next of starred(target)) {
      const found = find(next, name, seen)
      if (found !== null) return found
    }
    return null
  }

  const reachable = (target: Module, seen: Set<Module> = new Set()): readonly Module[] => {
    if (seen.has(target)) return []
    seen.add(target)
    return [target, ...starred(target).flatMap((next) => reachable(next, seen))]
  }

  /** `export * from 'drizzle-orm/supabase'`: tables that a known package declares. */
  const packageExports = ({ stars }: Module): readonly ModuleExport[] =>
    stars.flatMap(({ specifier, site }) => {
      const package_ = known(specifier)
      const names = package_?.names() ?? []
      return names.map((name) => ({
        name,
        read: () => package_?.get(name, site) ?? nothing,
        site,
        local: null,
        expression: null,
        from: { specifier, name },
      }))
    })

  const exports = (target: Module): readonly ModuleExport[] => {
    const byName = new Map<string, ModuleExport>()
    for (const each of reachable(target)) {
      for (const entry of [...each.own.values(), ...packageExports(each)]) {
        const hidden = byName.has(entry.name) || (each !== target && entry.name === 'default')
        if (!hidden) byName.set(entry.name, entry)
      }
    }
    return [...byName.values()]
  }

  /** `export *` of packages that are not read, and of files that are missing. */
  const starGaps = (target: Module): readonly StarGap[] =>
    reachable(target).flatMap(({ stars }) =>
      stars.flatMap(({ specifier, site }) => {
        const found = known(specifier) === null ? follow(specifier, site) : null
        return found !== null && 'kind' in found ? [{ specifier, site, gap: found }] : []
      }),
    )

  const mayHaveTables = ({ specifier, site }: StarGap): boolean =>
    isPath(specifier) || packageMayHaveTables(specifier, site.scope.file.file)

  const gaps = (target: Module): readonly UnknownValue[] => [
    ...reachable(target).flatMap(({ commonJs }) => (commonJs === null ? [] : [commonJs])),
    ...starGaps(target)
      .filter(mayHaveTables)
      .map(({ gap }) => gap),
  ]

  /** The export of a name, or where it may come from. */
  const exportNamed = (target: Module, name: string): ModuleExport | null => {
    const found = find(target, name, new Set())
    if (found !== null || name === 'default') return found
    const missing = starGaps(target)
    const from = missing.find(mayHaveTables) ?? missing[0]
    if (from === undefined) return null
    const { specifier, site, gap } = from
    return { name, read: () => gap, site, local: null, expression: null, from: { specifier, name } }
  }

  const conflicts = (target: Module): readonly Conflict[] =>
    reachable(target).flatMap((each) => {
      const first = new Map<string, ModuleExport>()
      return each.stars.flatMap(({ specifier, site }) => {
        const next = moduleOf(specifier, site)
        return (next === null ? [] : exports(next)).flatMap((entry): readonly Conflict[] => {
          const { name } = entry
          if (name === 'default' || each.own.has(name) || target.own.has(name)) return []
          const before = first.get(name)
          if (before === undefined) first.set(name, entry)
          if (before === undefined || original(before) === original(entry)) return []
          const reason = `${before.site.scope.file.path} and ${entry.site.scope.file.path} both export ${name}`
          return [
            {
              entries: [before, entry],
              gap: unknown(site, `${reason}, and JavaScript then exports neither`),
            },
          ]
        })
      })
    })

  /** Where an export comes from in the end: one thing that is exported twice is in no conflict with itself. */
  const original = (entry: ModuleExport): string => {
    const seen = new Set<ModuleExport>()
    let at = entry
    while (at.from !== null && at.from.name !== null && !seen.has(at)) {
      seen.add(at)
      const next = exportOf(at.from.specifier, at.from.name, at.site)
      if (next === null) return `${at.from.specifier} ${at.from.name}`
      at = next
    }
    return `${at.site.scope.file.file} ${at.local ?? at.from?.specifier ?? at.name}`
  }

  const moduleOf = (specifier: string, site: Site): Module | null => {
    const target = known(specifier) === null ? follow(specifier, site) : null
    return target !== null && 'module' in target ? target.module : null
  }

  const exportOf = (specifier: string, name: string, site: Site): ModuleExport | null => {
    const target = moduleOf(specifier, site)
    return target === null ? null : exportNamed(target, name)
  }

  return {
    module: (file) => module(resolve(root, file)),
    exports,
    exportOf,
    moduleOf,
    gaps,
    conflicts,
    packageMayHaveTables,
    missing: () => lost,
    pathOf: files.pathOf,
    parsed: () => units,
    activity: () => units.length + [...modules.values()].filter((made) => made?.hasRun()).length,
  }
}

const isForEffect = ({ node }: Site): boolean =>
  ts.isImportDeclaration(node) && node.importClause === undefined

/** What bundlers let one import besides sources. */
const asset =
  /\.(?:css|gif|gql|graphql|html|ico|jpe?g|less|mdx?|node|png|s[ac]ss|sql|styl|svg|txt|wasm|webp|woff2?)$/

interface StarGap {
  readonly specifier: string
  readonly site: Site
  readonly gap: UnknownValue
}

/** A JSON file, whose object is the default export and whose keys can be imported by name. */
const jsonNamespace = (name: string, json: Value): NamespaceValue => ({
  kind: 'namespace',
  name,
  get: (key, site) => {
    if (key === 'default') return json
    const value = json.kind === 'object' ? json.entries.get(key) : undefined
    return value ?? unknown(site, `${name} holds nothing called ${key}`, 'TEN103')
  },
  names: () => (json.kind === 'object' ? [...json.entries.keys()] : []),
})
