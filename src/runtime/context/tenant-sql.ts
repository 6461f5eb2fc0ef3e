import { type SQL, sql } from 'drizzle-orm'
import { TenancyError } from '../../model/error.js'
import type { DrizzleTx } from './drizzle-inside.js'
import { scopeOf } from './scope.js'
import { checkEmbedded, type Embedded, isWritten, keepWritten } from './sql-text.js'
import type { TenantTx } from './tenant-tx.js'
import { rowsOf } from './tripwire/answer-of.js'

/** Sends a statement that is written as a template, and gives its rows. */
export type TenantStatement = <Row extends object = Record<string, unknown>>(
  text: TemplateStringsArray,
  ...values: readonly Embedded[]
) => Promise<Row[]>

export interface TenantSql {
  // biome-ignore lint/suspicious/noExplicitAny: a tenant's transaction of any database
  (tx: TenantTx<any>): TenantStatement
  /**
   * A part of a statement, to be embedded in another one.
   *
   * @example
   * const newest = tenantSql.part`order by ${invoices.createdAt} desc`
   */
  part(text: TemplateStringsArray, ...values: readonly Embedded[]): SQL
}

/**
 * Raw SQL in one tenant, with parameters only: every value is bound, tables, columns, identifiers and conditions of
 * drizzle's may be embedded as in its `sql`, and no text that was made at run time becomes SQL. It runs through
 * `tx.execute`, and what holds for that holds here: the policies, and the tripwire.
 *
 * Values come as the driver gives them for raw SQL, dates as text.
 *
 * @throws TenancyError TEN622 for what is no tenant's transaction; TEN623 for text that is not written as a template
 * @example
 * const rows = await tenantSql(tx)<{ month: string; total: string }>`
 *   select date_trunc('month', ${invoices.issuedAt}) as month, sum(${invoices.total}) as total
 *   from ${invoices} where ${invoices.projectId} = ${projectId} group by 1`
 */
export const tenantSql: TenantSql = Object.assign(
  (tx: unknown): TenantStatement => {
    const scope = scopeOf(tx)
    if (scope === null || scope.tenant === null) {
      throw new TenancyError(
        'TEN622',
        `tenantSql was given ${scope === null ? 'no transaction of a tenant: it takes the tx of withTenant, neither a database nor a plain transaction' : 'a transaction across tenants: use its tx.execute there'}.`,
      )
    }
    return async <Row extends object>(text: TemplateStringsArray, ...values: readonly Embedded[]) => {
      const answer = await (tx as unknown as DrizzleTx).execute(statement(text, values))
      return [...(rowsOf(answer) ?? [])] as Row[]
    }
  },
  {
    part: (text: TemplateStringsArray, ...values: readonly Embedded[]) =>
      keepWritten(statement(text, values)),
  },
)

function statement(text: TemplateStringsArray, values: readonly Embedded[]): SQL {
  if (!isWritten(text)) {
    throw new TenancyError(
      'TEN623',
      'tenantSql takes a template: tenantSql(tx)`select …`. A text that was made at run time may hold anything, and is not taken.',
    )
  }
  for (const value of values) checkEmbedded(value)
  return sql(text, ...values.map(toParameter))
}

// Drizzle tells postgres.js to send dates as they are, which it cannot.
const toParameter = (value: Embedded): Embedded => {
  if (Array.isArray(value)) return value.map(toParameter)
  return value instanceof Date ? value.toISOString() : value
}
