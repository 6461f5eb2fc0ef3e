import { drizzleOrm } from '../drizzle/drizzle-orm.js'
import { pgCore } from '../drizzle/pg-core.js'
import type { Evaluator } from '../evaluate/evaluator.js'
import { tenantry } from '../tenancy/tenantry.js'
import { opaque } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { NamespaceValue, Value } from '../values/value.js'

/** Packages whose exports we know without reading their files. */
export const knownPackages = (evaluator: Evaluator): ((specifier: string) => NamespaceValue | null) => {
  const exact = new Map([
    ['drizzle-orm', namespace('drizzle-orm', drizzleOrm, harmless)],
    [
      'drizzle-orm/pg-core',
      namespace('drizzle-orm/pg-core', pgCore(evaluator), notRead('drizzle-orm/pg-core')),
    ],
    ['tenantry', namespace('tenantry', tenantry(evaluator), harmless)],
  ])
  return (specifier) => {
    const found = exact.get(specifier)
    if (found !== undefined) return found
    if (specifier.startsWith('tenantry/')) return namespace(specifier, new Map(), harmless)
    if (specifier.startsWith('drizzle-orm/')) {
      return namespace(
        specifier,
        new Map(),
        specifier.endsWith('-core') ? notRead(specifier) : lessTables(specifier),
      )
    }
    return null
  }
}

type Other = NamespaceValue['get']

const harmless: Other = (name) => opaque(name)

const notRead =
  (specifier: string): Other =>
  (name, site) =>
    unknown(site, `${name} of ${specifier} is not known to the reader`)

/** Tables that drizzle itself declares (`drizzle-orm/supabase`, `drizzle-orm/neon`): no harmless things to leave out. */
const declaredTables = new Set(['authUsers', 'realtimeMessages', 'usersSync'])

const lessTables =
  (specifier: string): Other =>
  (name, site) =>
    declaredTables.has(name) ? notRead(specifier)(name, site) : harmless(name, site)

const namespace = (name: string, members: ReadonlyMap<string, Value>, other: Other): NamespaceValue => ({
  kind: 'namespace',
  name,
  get: (key, site) => members.get(key) ?? other(key, site),
  names: () => [...members.keys()],
})
