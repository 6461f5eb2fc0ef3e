import { getTableName, is, Table } from 'drizzle-orm'
import * as schema from '../../../../schema/index.js'
import { quoteIdent } from '../../../../src/model/quote.js'
import type { TestDatabase } from '../../../engine/database.js'

/** Switches every policy of the reference application off: what stays hidden is hidden by something else. */
export const withoutRowSecurity = async (database: TestDatabase): Promise<void> => {
  const superuser = await database.superuser()
  const tables = Object.values(schema).filter((table) => is(table, Table))
  await superuser.exec(
    tables
      .map((table) => `alter table ${quoteIdent(getTableName(table))} disable row level security;`)
      .join('\n'),
  )
}
