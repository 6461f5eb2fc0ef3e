import type { OwnedTable } from '../../model/graph.js'
import type { Statement } from '../../model/plan.js'
import { quoteBody, quoteIdent, quoteList, quoteName } from '../../model/quote.js'
import { type RoleNames, tenantrySchema } from '../../model/settings.js'
import { handOver } from './brackets.js'
import type { ReferenceFunction } from './row-conditions.js'

/**
 * Functions that say whether a row may be referred to, where a policy's own sub-select would be "infinite recursion
 * detected in policy". They run as the admin role, whose policy shows all rows, and carry the tenant's condition
 * themselves: the answer is yes only for a row that the caller could see anyway.
 */
export const referenceStatements = (
  functions: readonly ReferenceFunction[],
  roles: RoleNames,
): readonly Statement[] => functions.flatMap((reference) => statementsOf(reference, roles))

function statementsOf(reference: ReferenceFunction, roles: RoleNames): readonly Statement[] {
  const { name, table, target, key, body } = reference
  const types = key.columns.map((column) => columnType(table, column))
  const signature = `${quoteIdent(tenantrySchema)}.${quoteIdent(name)}(${types.join(', ')})`
  const alias = quoteIdent('tenantry_target')
  const joined = key.references.columns.map(
    (column, index) => `${alias}.${quoteIdent(column)} = $${index + 1}`,
  )
  const base = { kind: 'function', table: table.id, stands: null } as const
  const id = `function:${name}`
  return [
    {
      ...base,
      id,
      sql: `create or replace function ${signature} returns boolean
  language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as ${quoteBody(`
    select exists (select 1 from ${quoteName(target.table)} ${alias} where ${[...joined, body].join(' and ')})
  `)}`,
      inverse: `drop function if exists ${signature}`,
      reason: `says whether ${table.id} (${key.columns.join(', ')}) may point at a row of ${target.id}: only at one that this tenant sees`,
      needs: [],
    },
    {
      ...base,
      id: `${id}:owner`,
      sql: handOver(`function ${signature}`, roles.admin),
      inverse: null,
      reason:
        'it must see the row whatever policies lead back to the table that asks; its own condition names the tenant',
      needs: [id],
    },
    {
      ...base,
      id: `${id}:revoke`,
      sql: `revoke all on function ${signature} from public, ${quoteList([roles.app, roles.lifecycle, ...roles.logins])}`,
      inverse: null,
      reason: 'functions are executable by PUBLIC unless that is taken back',
      needs: [`${id}:owner`],
    },
    {
      ...base,
      id: `${id}:grant`,
      sql: `grant execute on function ${signature} to ${quoteList([roles.app, roles.lifecycle])}`,
      inverse: null,
      reason: 'policies call it as the role that runs the query',
      needs: [`${id}:revoke`],
    },
  ]
}

/** The type of a column as a function argument: `serial` is an integer with a default. */
function columnType({ table }: OwnedTable, name: string): string {
  const type = table.columns.find((column) => column.name === name)?.type ?? 'text'
  return { serial: 'integer', bigserial: 'bigint', smallserial: 'smallint' }[type] ?? type
}
