import { type Column, Param, type SQL, sql } from 'drizzle-orm'
import type { TenantId } from '../../../model/tenant-id.js'
import type { Source } from './builder-configs.js'
import type { FindOwner, OwnerColumn } from './owner-column.js'

/** What must hold of a table's rows, for one tenant; null where a table has no tenant column. */
export interface TenantConditions {
  readonly reading: (source: Source) => SQL | null
  readonly writing: (source: Source) => SQL | null
}

export const tenantConditions = (ownerOf: FindOwner, tenant: TenantId): TenantConditions => {
  // By the table's name as the query has it, and the column's: a column object of an alias is made anew for each query.
  const own = (source: Source, { name, column }: OwnerColumn) =>
    sql`${source}.${sql.identifier(name)} = ${tenantParam(column, tenant)}`
  return {
    reading: (source) => {
      const owner = ownerOf(source)
      if (owner === null) return null
      const condition = own(source, owner)
      return owner.shared ? sql`(${condition} or ${source}.${sql.identifier(owner.name)} is null)` : condition
    },
    writing: (source) => {
      const owner = ownerOf(source)
      return owner && own(source, owner)
    },
  }
}

/** The tenant as a value of a column, in the type that the column has in JavaScript and through its encoder. */
export const tenantParam = (column: Column, tenant: TenantId): Param =>
  new Param(inJavaScript(column.dataType, tenant), column)

function inJavaScript(dataType: string, tenant: TenantId): unknown {
  if (dataType === 'number') return Number(tenant)
  if (dataType === 'bigint') return BigInt(tenant)
  return tenant
}

/** Conditions that must all hold, each in parentheses: whoever wrote one may have written `a or b`. */
export const allOf = (conditions: readonly (SQL | null | undefined)[]): SQL | undefined => {
  const given = conditions.filter((condition) => condition !== null && condition !== undefined)
  if (given.length < 2) return given[0]
  return sql.join(
    given.map((condition) => sql`(${condition})`),
    sql` and `,
  )
}
