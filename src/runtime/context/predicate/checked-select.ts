import { is, SQL, sql } from 'drizzle-orm'
import { quoteLiteral } from '../../../model/quote.js'
import type { SelectConfig } from './builder-configs.js'
import { strangerSelected } from './not-the-tenant.js'
import type { Tenant } from './owned-values.js'
import type { OwnerColumn } from './owner-column.js'
import { selectConfigOf, withConfig } from './select-config.js'
import { tenantParam } from './tenant-conditions.js'

/**
 * The select of an `insert … select`, of which the server refuses each row whose tenant is another: what an expression
 * comes to is known there only.
 */
export const checkedSelect = (config: SelectConfig, owner: OwnerColumn, tenant: Tenant): SelectConfig => ({
  ...config,
  fields: { ...config.fields, [owner.key]: checkedField(config.fields[owner.key], owner, tenant) },
  setOperators: config.setOperators.map((operator) => {
    const right = selectConfigOf(operator.rightSelect)
    if (right === null) return operator
    return { ...operator, rightSelect: withConfig(operator.rightSelect, checkedSelect(right, owner, tenant)) }
  }),
})

function checkedField(field: unknown, owner: OwnerColumn, tenant: Tenant): SQL | SQL.Aliased {
  if (!is(field, SQL.Aliased)) return checked(field, owner, tenant)
  // A column of a subquery is spelt by its alias, which is then no name of ours to give.
  const {
    sql: expression,
    fieldAlias,
    isSelectionField,
  } = field as SQL.Aliased & {
    readonly isSelectionField: boolean
  }
  return isSelectionField ? checked(field, owner, tenant) : checked(expression, owner, tenant).as(fieldAlias)
}

/** The expression where it is the tenant. Elsewhere a cast that fails, and says why; nothing else in SQL raises. */
function checked(expression: unknown, owner: OwnerColumn, tenant: Tenant): SQL {
  const type = sql.raw(typeOf(owner))
  const own = sql`cast(${tenantParam(owner.column, tenant.id)} as ${type})`
  const reason = sql.raw(quoteLiteral(strangerSelected(owner)))
  // With the row's value in it, of length 0: a constant would be cast when the statement is planned.
  const refusal = sql`cast(concat(${reason}, left(cast(${expression} as text), 0)) as integer)`
  return sql`case when cast(${expression} as ${type}) = ${own} then ${own} else cast(cast(${refusal} as text) as ${type}) end`
}

/** Without the length, at which a cast would cut, and as the type that a serial is. */
function typeOf({ column }: OwnerColumn): string {
  const type = column.getSQLType().replace(/\(.*\)$/, '')
  return serials[type] ?? type
}

const serials: Readonly<Record<string, string>> = {
  serial: 'integer',
  bigserial: 'bigint',
  smallserial: 'smallint',
}
