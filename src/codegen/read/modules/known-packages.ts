import { declaredTables } from '../drizzle/declared-tables.js'
import { drizzleOrm } from '../drizzle/drizzle-orm.js'
import { pgCore } from '../drizzle/pg-core.js'
import type { Evaluator } from '../evaluate/evaluator.js'
import { lookup } from '../evaluate/scope.js'
import { tenantry } from '../tenancy/tenantry.js'
import { opaque } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { NamespaceValue, Value } from '../values/value.js'
import { declareNames } from './declare-names.js'
import { parseSource } from './source-files.js'

/** Packages whose exports we know without reading their files. */
export const knownPackages = (evaluator: Evaluator): ((specifier: string) => NamespaceValue | null) => {
  const found = new Map<string, NamespaceValue | null>([
    ['drizzle-orm', namespace('drizzle-orm', drizzleOrm, harmless)],
    ['drizzle-orm/pg-core', namespace('drizzle-orm/pg-core', pgCore(evaluator), notKnown)],
    ['tenantry', namespace('tenantry', tenantry(evaluator), harmless)],
  ])

  const known = (specifier: string): NamespaceValue | null => {
    const package_ = found.get(specifier) ?? make(specifier)
    found.set(specifier, package_)
    return package_
  }

  const make = (specifier: string): NamespaceValue | null => {
    if (specifier.startsWith('tenantry/')) return namespace(specifier, new Map(), harmless)
    // `drizzle-orm/pg-core/table`: a part of it.
    if (specifier.startsWith('drizzle-orm/pg-core/')) return known('drizzle-orm/pg-core')
    const source = declaredTables.get(specifier)
    if (source !== undefined) return declared(specifier, source)
    if (!specifier.startsWith('drizzle-orm/')) return null
    // Other databases: their tables are none of Postgres.
    return namespace(specifier, new Map(), /-core(\/|$)/.test(specifier) ? notKnown : harmless)
  }

  const declared = (specifier: string, source: string): NamespaceValue => {
    const unit = parseSource(`${specifier}.ts`, source, specifier)
    const { scope } = declareNames(unit, {
      importModule: (name, site) => known(name) ?? unknown(site, `the package ${name} is not read`, 'TEN103'),
      runModule: () => {},
      evaluator,
    })
    const names = [...source.matchAll(/export const (\w+)/g)].map(([, name = '']) => name)
    return {
      kind: 'namespace',
      name: specifier,
      get: (name, site) =>
        names.includes(name)
          ? (lookup(scope, name)?.binding.read() ?? harmless(name, site))
          : harmless(name, site),
      names: () => names,
    }
  }

  return known
}

type Other = NamespaceValue['get']

const harmless: Other = (name) => opaque(name)

const notKnown: Other = (name, site) => unknown(site, `${name} is not known to the reader`)

const namespace = (name: string, members: ReadonlyMap<string, Value>, other: Other): NamespaceValue => ({
  kind: 'namespace',
  name,
  get: (key, site) => members.get(key) ?? other(key, site),
  names: () => [...members.keys()],
})
