import { TenancyError } from '../../../model/error.js'
import type { WatchedColumn } from './origins.js'

/** A row of another tenant that was stopped on its way to the caller. */
export interface Leak {
  readonly tenant: string
  /** Schema and name; null where the driver does not say. */
  readonly table: string | null
  readonly column: string
  /** The statement's text: placeholders, no parameters. */
  readonly query: string
}

export const leakOf = (tenant: string, { table, column }: WatchedColumn, text: string): Leak => ({
  tenant,
  table,
  column,
  query: text.length > longest ? `${text.slice(0, longest)} …` : text,
})

// Enough to know it again; generated lists of placeholders can be endless.
const longest = 2000

/** Neither the stranger's id nor a parameter: what is told here reaches logs, and whoever has asked. */
export const leakError = ({ table, column, query }: Leak): TenancyError =>
  new TenancyError(
    'TEN613',
    `an answer held a row of another tenant, by ${table === null ? '' : `${table}.`}${column}. Nothing of it was handed over, and the transaction is rolled back. The database let it through: run \`tenantry doctor\` to see whose policies are missing or off. The query: ${query}`,
  )
