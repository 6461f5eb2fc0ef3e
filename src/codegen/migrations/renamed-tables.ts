import { quoteName } from '../../model/quote.js'
import type { EmittedStatement } from '../plan/diff-plan.js'

const rename = /ALTER TABLE (?:"((?:[^"]|"")+)"\.)?"((?:[^"]|"")+)" RENAME TO "((?:[^"]|"")+)"/gi

/**
 * Tables that drizzle's pending migrations rename. Policies, grants and keys go with the table under its new name, so
 * what the lock says of the old one must be undone under the new one.
 */
export const renamedTables = (
  migrations: readonly { readonly sql: string }[],
): ReadonlyMap<string, string> => {
  const renames = new Map<string, string>()
  for (const { sql } of migrations) {
    for (const [, schema = 'public', from, to] of sql.matchAll(rename)) {
      const first = [...renames].find(([, now]) => now === `${schema}.${from}`)?.[0]
      renames.set(first ?? `${schema}.${from}`, `${schema}.${to}`)
    }
  }
  return renames
}

/** The emitted statements with every renamed table under its new name. */
export const withRenames = (
  statements: readonly EmittedStatement[],
  renames: ReadonlyMap<string, string>,
): readonly EmittedStatement[] => {
  const quoted = [...renames].map(([from, to]) => [quoteId(from), quoteId(to)] as const)
  const translate = (text: string) => quoted.reduce((now, [from, to]) => now.replaceAll(from, to), text)
  return statements.map((statement) => ({
    ...statement,
    table: statement.table === null ? null : (renames.get(statement.table) ?? statement.table),
    inverse: statement.inverse === null ? null : translate(statement.inverse),
  }))
}

function quoteId(id: string): string {
  const dot = id.indexOf('.')
  return quoteName({ schema: id.slice(0, dot), name: id.slice(dot + 1) })
}
