/** A column of an answer, as the driver describes it. */
export interface AnswerColumn {
  readonly name: string
  /** The oid of the table that it comes from and its number there; 0 for an expression, and where the driver does not say. */
  readonly table: number
  readonly number: number
}

/** What the server has answered to one statement. */
export interface Answer {
  /** The statement, without its parameters. */
  readonly text: string
  readonly columns: readonly AnswerColumn[]
  /** Each an array in the order of `columns`, or an object by name. */
  readonly rows: readonly unknown[]
}

/** What stands on top of the database's own policies, each of which holds alone. */
export interface Layers {
  /** The dialect that builds this tenant's statements: drizzle's own, which adds the tenant to each. */
  readonly dialect: (dialect: object) => object
  /** What `$count`, which asks no dialect, is to count of a source. */
  readonly counted: (source: unknown, filter: unknown) => unknown
  /** The name of a prepared statement of this tenant's. */
  readonly statementName: (name: string) => string
  /**
   * Looks at an answer before anybody else does.
   *
   * @throws TenancyError TEN613 for a row of another tenant
   */
  readonly inspect: (answer: Answer) => void
  /**
   * How what a query of drizzle's gives is looked at before drizzle maps it, also when it comes from a cache.
   *
   * @param prepared what drizzle prepares the query with
   * @throws TenancyError TEN613 from the function that it returns
   */
  readonly watching: (prepared: Prepared) => (text: string, result: unknown) => void
}

export const noLayers: Layers = {
  dialect: (dialect) => dialect,
  counted: (_, filter) => filter,
  statementName: (name) => name,
  inspect: () => {},
  watching: () => () => {},
}

/** The first arguments of drizzle's `prepareQuery`; `fields` are what a builder's rows hold, by position. */
export type Prepared = readonly [
  query: object,
  fields?: readonly { readonly field: unknown }[],
  ...rest: readonly unknown[],
]
