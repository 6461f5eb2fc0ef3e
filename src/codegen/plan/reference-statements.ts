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
  const { name, table, looksIn, by, body, reason } = reference
  const signature = `${quoteIdent(tenantrySchema)}.${quoteIdent(name)}(${by.map(({ type }) => type).join(', ')})`
  const alias = quoteIdent('tenantry_target')
  const joined = by.map(({ column }, index) => `${alias}.${quoteIdent(column)} = $${index + 1}`)
  const base = { kind: 'function', table: table.id, stands: null } as const
  const id = `function:${name}`
  return [
    {
      ...base,
      id,
      sql: `create or replace function ${signature} returns boolean
  language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as ${quoteBody(`
    select exists (select 1 from ${quoteName(looksIn.table)} ${alias} where ${[...joined, body].join(' and ')})
  `)}`,
      inverse: `drop function if exists ${signature}`,
      reason,
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
