import type { AnyPgDatabase, TransactionOf } from './tenant-tx.js'

declare const admin: unique symbol

/**
 * A transaction in which all tenants exist: the database's own transaction type, branded. It is no `TenantTx`, so that
 * what is written for one tenant cannot be run over all by mistake, nor the other way round.
 */
// The branded `transaction` stands first: an intersection takes the first overload, and nested handles stay branded.
export type AdminTx<D = AnyPgDatabase> = {
  readonly [admin]: 'admin'
  transaction<R>(fn: (tx: AdminTx<D>) => Promise<R>): Promise<R>
} & TransactionOf<D>
