import { sql } from 'drizzle-orm'
import { quoteIdent } from '../../model/quote.js'
import { tenantrySchema } from '../../model/settings.js'
import type { DrizzleTx } from '../context/drizzle-inside.js'
import { rowsOf } from '../context/tripwire/answer-of.js'

export interface AuditEntry {
  readonly event: string
  readonly actor: string
  readonly details: Readonly<Record<string, unknown>>
}

/**
 * Adds an entry of no tenant's to the security audit log; the database gives it its time and number.
 *
 * @returns the number, as text
 */
export const writeEntry = async (tx: DrizzleTx, { event, actor, details }: AuditEntry): Promise<string> => {
  // As text: postgres.js would make JSON of a string that is JSON already.
  const written = await tx.execute(
    sql`insert into ${log} (actor, event, details) values (${actor}, ${event}, ${JSON.stringify(details)}::text::jsonb) returning id::text`,
  )
  const [row] = rowsOf(written) ?? []
  return (row as { readonly id: string }).id
}

/** Whether an entry is there, to whoever asks. */
export const hasEntry = async (tx: DrizzleTx, id: string): Promise<boolean> => {
  const found = await tx.execute(sql`select from ${log} where id = ${id}::bigint`)
  return rowsOf(found)?.length === 1
}

const log = sql.raw(`${quoteIdent(tenantrySchema)}.security_audit_log`)
