import type { Column } from 'drizzle-orm'
import type { WatchedColumn } from './origins.js'
import {
  type RelationalConfig,
  type RelationalPlan,
  type RelationalQuery,
  relationalPlan,
} from './relational-plan.js'

interface Built {
  readonly config: RelationalConfig
  readonly selection: RelationalQuery['selection']
}

// What a relational query selects drizzle keeps to itself: it hands its session a text and a function that maps rows.
// The dialect knows it, and makes the text.
const bySql = new WeakMap<object, Built>()
const byQuery = new WeakMap<object, Built>()

interface Dialect {
  buildRelationalQueryWithoutPK(config: RelationalConfig): RelationalQuery
  sqlToQuery(sql: object, ...rest: readonly unknown[]): object
}

/** A dialect that builds what this one builds, and remembers what its relational queries select. */
export const rememberRelational = (dialect: object): object => {
  const { buildRelationalQueryWithoutPK: build, sqlToQuery } = dialect as Dialect
  return Object.create(dialect, {
    buildRelationalQueryWithoutPK: {
      value: (config: RelationalConfig) => {
        const query = build.call(dialect, config)
        bySql.set(query.sql, { config, selection: query.selection })
        return query
      },
    },
    sqlToQuery: {
      value: (sql: object, ...rest: readonly unknown[]) => {
        const query = sqlToQuery.call(dialect, sql, ...rest)
        const built = bySql.get(sql)
        if (built !== undefined) byQuery.set(query, built)
        return query
      },
    },
  })
}

/** Where the tenants are in what such a query gives; null for any other query. */
export const planOf = (
  query: object,
  watched: (column: Column) => WatchedColumn | null,
): RelationalPlan | null => {
  const built = byQuery.get(query)
  return built === undefined ? null : relationalPlan(built.config, built.selection, watched)
}
