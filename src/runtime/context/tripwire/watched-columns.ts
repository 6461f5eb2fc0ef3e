import type { KnownTables } from './known-tables.js'
import type { WatchedColumn } from './origins.js'

/** A relation of the database, with those of its columns that are called as some tenant column is. */
export interface Relation {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly view: boolean
  /** Names by number. */
  readonly columns: Readonly<Record<string, string>>
  /** What a partition or an inheriting table takes its columns from, or what a view reads. */
  readonly sources: readonly number[]
}

/**
 * Which columns of a relation hold a tenant, by number. A partition's are those of its parent. A view's are those that
 * are called as a tenant column of what it reads, unless something else that it reads has a column of that name too.
 */
export const watchedColumns = (
  oid: number,
  relations: ReadonlyMap<number, Relation>,
  known: KnownTables,
): ReadonlyMap<number, WatchedColumn> => {
  const relation = relations.get(oid)
  if (relation === undefined) return new Map()
  const names = tenantNames(relation, relations, known)
  return new Map(
    Object.entries(relation.columns)
      .filter(([, column]) => names.has(column))
      .map(([number, column]) => [Number(number), { table: `${relation.schema}.${relation.name}`, column }]),
  )
}

function tenantNames(
  { schema, name, view, sources }: Relation,
  relations: ReadonlyMap<number, Relation>,
  known: KnownTables,
): ReadonlySet<string> {
  const beneath = sources.flatMap((oid) => relations.get(oid) ?? [])
  if (!view) {
    const own = known.tenantColumn(schema, name)
    const inherited = beneath.flatMap((parent) => [...tenantNames(parent, relations, known)])
    return new Set(own === null ? inherited : [own])
  }
  const read = beneath.map((source) => ({
    all: Object.values(source.columns),
    tenant: tenantNames(source, relations, known),
  }))
  return new Set(
    read
      .flatMap(({ tenant }) => [...tenant])
      .filter((column) => read.every(({ all, tenant }) => !all.includes(column) || tenant.has(column))),
  )
}
