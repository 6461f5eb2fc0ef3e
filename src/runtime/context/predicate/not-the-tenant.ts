import { getTableName } from 'drizzle-orm'
import { TenancyError } from '../../../model/error.js'
import type { OwnerColumn } from './owner-column.js'

const nameOf = ({ column, name }: OwnerColumn) =>
  `the column ${JSON.stringify(name)} of table ${JSON.stringify(getTableName(column.table))}`

const leaveItOut = 'Nothing of this statement was sent. Leave the column out: the tenant is filled in.'

/** Not the value: it is another tenant's, and messages go to logs. */
export const strangerGiven = (owner: OwnerColumn): TenancyError =>
  new TenancyError(
    'TEN614',
    `${nameOf(owner)} holds the tenant, and was given something else than this transaction's. ${leaveItOut}`,
  )

export const expressionGiven = (owner: OwnerColumn): TenancyError =>
  new TenancyError(
    'TEN614',
    `${nameOf(owner)} holds the tenant, and was given SQL, which cannot be compared with this transaction's before it is sent. ${leaveItOut}`,
  )

export const rawSelectGiven = (owner: OwnerColumn): TenancyError =>
  new TenancyError(
    'TEN614',
    `${nameOf(owner)} holds the tenant, and is filled from raw SQL, which cannot be compared with this transaction's. Nothing of this statement was sent. Select the rows with tx.select(…), or run withTenant with { predicate: false }, which leaves it to the database's policies.`,
  )

/** How the message begins that the server gives for a row whose tenant only it has seen. */
export const strangerSelected = (owner: OwnerColumn): string =>
  `TEN614 ${nameOf(owner)} was given something else than the transaction's tenant`
