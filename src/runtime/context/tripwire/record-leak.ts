import { sql } from 'drizzle-orm'
import { quoteIdent } from '../../../model/quote.js'
import { tenantrySchema } from '../../../model/settings.js'
import type { DrizzleTx } from '../drizzle-inside.js'
import type { Leak } from './leak.js'

/**
 * Told of every leak that was stopped, after its transaction is rolled back and its connection free again.
 *
 * @param inTenant runs something in a transaction of its own, of the same tenant on the same database
 */
export type OnLeak = (leak: Leak, inTenant: InTenant) => Promise<void>
export type InTenant = (work: (tx: DrizzleTx) => Promise<unknown>) => Promise<void>

/** Writes it to the security audit log of the tenant whose transaction it was. */
export const recordLeak: OnLeak = ({ tenant, table, column, query }, inTenant) => {
  const details = JSON.stringify({ table, column, query })
  // As text: postgres.js would make JSON of a string that is JSON already.
  return inTenant((tx) =>
    tx.execute(
      sql`insert into ${log} (tenant_id, event, details) values (${tenant}, ${event}, ${details}::text::jsonb)`,
    ),
  )
}

const event = 'cross_tenant_leak_prevented'
const log = sql.raw(`${quoteIdent(tenantrySchema)}.security_audit_log`)
