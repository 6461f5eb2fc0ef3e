import { pgTable } from 'drizzle-orm/pg-core'
import { TenancyError } from '../../model/error.js'
import { type TenantIdType, tenantIdTypes } from '../../model/tenant-id.js'
import { tenantKey } from '../../model/tenant-key.js'
import { childMark, identityMark, rootMark, sharedMark, systemMark, tenantMark } from './mark-of-options.js'
import { markedTable, type TableKind } from './marked-table.js'
import type { Tenancy } from './tenancy.js'
import { tenantColumn } from './tenant-column.js'
import { tenantStatus } from './tenant-status.js'

export interface TenancyConvention<Column extends string, Type extends TenantIdType> {
  /** The tenant column's name in the database; its key in the table object is the same in camel case. */
  readonly column?: Column
  /** Its type: that of the root's key. */
  readonly type?: Type
}

/**
 * The functions that mark tables, for a convention of your own: `tenant_id uuid` unless told otherwise. They return
 * ordinary drizzle tables. A bigint tenant column is read as a JavaScript `bigint`.
 *
 * @example
 * export const { tenantRoot, tenantTable } = defineTenancy({ column: 'organization_id', type: 'bigint' })
 *
 * @throws TenancyError TEN609 when the column's name is empty or the type is none that a tenant's key may have
 */
export const defineTenancy = <
  const Column extends string = 'tenant_id',
  const Type extends TenantIdType = 'uuid',
>(
  convention: TenancyConvention<Column, Type> = {},
): Tenancy<Column, Type> => {
  const { column = 'tenant_id', type = 'uuid' } = convention
  if (column === '' || !tenantIdTypes.includes(type)) {
    throw new TenancyError(
      'TEN609',
      `no tenancy has the tenant column ${JSON.stringify(column)} of type ${JSON.stringify(type)}. Name a column, and one of the types ${tenantIdTypes.join(', ')}.`,
    )
  }
  const kinds = tableKinds(column, type)
  const tablesOf = (table: typeof pgTable) =>
    Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, markedTable(table, kind)]))
  const tenancy = {
    ...tablesOf(pgTable),
    tenantStatus,
    tenantSchema: (schema: { readonly table: typeof pgTable }) => tablesOf(tableFunctionOf(schema)),
  }
  // The one place where what the functions do at run time is taken for what their types say; the tests hold the two together.
  return tenancy as unknown as Tenancy<Column, Type>
}

function tableFunctionOf(schema: { readonly table: typeof pgTable }): typeof pgTable {
  if (typeof schema?.table === 'function') return schema.table
  throw new TenancyError(
    'TEN609',
    `tenantSchema was given ${JSON.stringify(schema)}, which is no schema of drizzle. Pass an exported one: export const billing = pgSchema('billing').`,
  )
}

function tableKinds(column: string, type: TenantIdType) {
  const key = tenantKey(column)
  return {
    tenantRoot: { options: ['status'], read: rootMark },
    tenantTable: {
      options: ['tenant', 'shared'],
      read: tenantMark(key),
      addColumns: (own, { tenant, shared }) =>
        tenant !== undefined || Object.hasOwn(own, key)
          ? {}
          : { [key]: tenantColumn(column, type, shared === true) },
    },
    tenantChild: { options: ['through'], read: childMark },
    sharedTable: { options: [], read: sharedMark },
    systemTable: { options: [], read: systemMark },
    identityTable: { options: ['members'], read: identityMark },
  } satisfies Record<string, TableKind>
}
