import { sql } from 'drizzle-orm'
import type { DrizzleTx } from '../drizzle-inside.js'
import { rowsOf } from './answer-of.js'
import { originsQuery } from './origins-query.js'

/** Asks the database what `openOrigins` wants to know. */
export const askOrigins = async (tx: DrizzleTx, question: string): Promise<string> => {
  const [before = '', after = ''] = originsQuery.split('$1')
  const result = await tx.execute(sql`${sql.raw(before)}${question}${sql.raw(after)}`)
  const [row] = rowsOf(result) ?? []
  return (row as { readonly answer: string }).answer
}
