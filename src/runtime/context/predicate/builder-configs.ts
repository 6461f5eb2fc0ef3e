import type { Param, SQL } from 'drizzle-orm'

/*
 * What drizzle's builders hand to their dialect, as far as the predicate reads or changes it: drizzle 0.45, held by
 * test/runtime/context/predicate/drizzle-builders.test.ts, and tried on the drizzle in use by known-drizzle.ts.
 */

/** A table, an alias of one, a subquery, a view, or SQL. */
export type Source = unknown

export interface Join {
  readonly table: Source
  readonly joinType: string
  readonly on?: SQL | undefined
}

export interface SelectConfig {
  readonly table: Source
  readonly fields: Readonly<Record<string, unknown>>
  readonly joins?: readonly Join[] | undefined
  readonly where?: SQL | undefined
  readonly lockingClause?: { readonly config: { readonly of?: Source | readonly Source[] } } | undefined
  readonly setOperators: readonly SetOperator[]
}

export interface SetOperator {
  readonly rightSelect: object
}

export interface UpdateConfig {
  readonly table: Source
  readonly set: Values
  readonly where?: SQL | undefined
  readonly from?: Source
  readonly joins?: readonly Join[] | undefined
}

export interface DeleteConfig {
  readonly table: Source
  readonly where?: SQL | undefined
}

export interface InsertConfig {
  readonly table: Source
  /** Rows, or with `select` what gives them. */
  readonly values: readonly Values[] | object
  readonly select?: boolean | undefined
  readonly onConflict?: SQL | undefined
}

/** A value for each key of a table's columns: bound, or SQL. */
export type Values = Readonly<Record<string, Param | SQL | undefined>>

/** The methods of drizzle's dialect that every builder goes through. */
export interface BuilderDialect {
  buildSelectQuery(config: SelectConfig): SQL
  buildSetOperationQuery(config: { readonly setOperator: SetOperator }): SQL
  buildUpdateQuery(config: UpdateConfig): SQL
  buildUpdateSet(table: Source, set: Values): SQL
  buildDeleteQuery(config: DeleteConfig): SQL
  buildInsertQuery(config: InsertConfig): SQL
}
