import type { PgDatabase } from 'drizzle-orm/pg-core'

/** Any drizzle database over Postgres, whatever its driver and schema. */
// biome-ignore lint/suspicious/noExplicitAny: drizzle's own parameters, of which any will do here
export type AnyPgDatabase = PgDatabase<any, any, any>

declare const tenant: unique symbol

/** The transaction that a database hands to the callback of its own `transaction`. */
// biome-ignore lint/suspicious/noExplicitAny: matches whatever further parameters a driver's transaction takes
export type TransactionOf<D> = D extends { transaction(fn: (tx: infer Tx) => any, ...rest: any[]): any }
  ? Tx
  : never

/**
 * A transaction in which one tenant exists: the database's own transaction type, branded. A function that takes a
 * `TenantTx` accepts neither a database nor a plain transaction; `TenantTx<typeof db>` keeps the types of `db.query`.
 */
// The branded `transaction` stands first: an intersection takes the first overload, and nested handles stay branded.
export type TenantTx<D = AnyPgDatabase> = {
  readonly [tenant]: 'tenant'
  transaction<R>(fn: (tx: TenantTx<D>) => Promise<R>): Promise<R>
} & TransactionOf<D>
