import type { PGlite } from '@electric-sql/pglite'
import type { View } from './pglite-views.js'

/** A PGlite that runs everything as the view's role: what a driver or drizzle takes for the real one. */
export const pgliteClient = (pglite: PGlite, view: View): PGlite => {
  const own = {
    query: (...args: Parameters<PGlite['query']>) => view.run((real) => real.query(...args)),
    exec: (...args: Parameters<PGlite['exec']>) => view.run((real) => real.exec(...args)),
    sql: (...args: Parameters<PGlite['sql']>) => view.run((real) => real.sql(...args)),
    describeQuery: (...args: Parameters<PGlite['describeQuery']>) =>
      view.run((real) => real.describeQuery(...args)),
    transaction: <T>(work: Parameters<typeof pglite.transaction<T>>[0]) =>
      view.run((real) => real.transaction(work)),
    runExclusive: <T>(work: () => Promise<T>) => view.run((real) => real.runExclusive(work)),
    // The database ends with the test database, not with one of its clients.
    close: async () => {},
  }
  return new Proxy(pglite, {
    get: (target, key) => {
      if (key in own) return own[key as keyof typeof own]
      const value: unknown = Reflect.get(target, key, target)
      // PGlite keeps its state in private fields, which a proxy does not have.
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
