import { type Column, is, Param, type SQL, StringChunk, sql, Table } from 'drizzle-orm'
import { quoteIdent } from '../../../model/quote.js'
import type { TenantId } from '../../../model/tenant-id.js'
import { referenceTo } from '../drizzle-columns.js'
import type { Source } from './builder-configs.js'
import type { FindOwner } from './owner-column.js'

/** What must hold of a table's rows. It can stand beside `and` as it is. */
export interface Condition {
  /** What the query calls the table. */
  readonly reference: string
  readonly chunks: readonly Chunk[]
}

// Kept flat: drizzle walks what is nested as a query of its own.
type Chunk = StringChunk | SQL | Param

/** The conditions of one tenant; null where a table has no tenant column. */
export interface TenantConditions {
  readonly reading: (source: Source) => Condition | null
  readonly writing: (source: Source) => Condition | null
}

export const tenantConditions = (ownerOf: FindOwner, tenant: TenantId): TenantConditions => {
  const conditionOn = (source: Source, read: boolean): Condition | null => {
    const owner = ownerOf(source)
    if (owner === null || !is(source, Table)) return null
    const reference = referenceTo(source)
    // As text, of which drizzle makes nothing more: it takes its time over columns, and makes an alias's anew.
    const column = `${reference}.${quoteIdent(owner.name)}`
    const param = tenantParam(owner.column, tenant)
    return {
      reference,
      chunks:
        read && owner.shared
          ? [text(`(${column} = `), param, text(` or ${column} is null)`)]
          : [text(`${column} = `), param],
    }
  }
  return {
    reading: (source) => conditionOn(source, true),
    writing: (source) => conditionOn(source, false),
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

/** The condition, or that the table's side of an outer join is missing. */
export const orMissing = ({ reference, chunks }: Condition): Condition => ({
  reference,
  chunks: [text('('), ...chunks, text(` or ${reference}.* is null)`)],
})

/** All that must hold: conditions of ours, and somebody's own, in parentheses since it may be `a or b`. */
export const allOf = (conditions: readonly Condition[], own: SQL | undefined): SQL | undefined => {
  if (conditions.length === 0) return own
  const chunks = conditions.flatMap((condition, index) =>
    index > 0 ? [and, ...condition.chunks] : condition.chunks,
  )
  return sql.fromList(own === undefined ? chunks : [...chunks, andOwn, own, end])
}

const text = (value: string) => new StringChunk(value)
const [and, andOwn, end] = [text(' and '), text(' and ('), text(')')]
