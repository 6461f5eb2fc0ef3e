import { TenancyError } from '../model/error.js'
import type { IsolationPlan } from '../model/plan.js'
import { quoteIdent, quoteName } from '../model/quote.js'
import { type RoleNames, tenantrySchema } from '../model/settings.js'
import type { Queries } from './connection.js'

interface TableName {
  readonly schema: string
  readonly name: string
}

/** Schemas in which the plan has tables. */
const schemasOf = (plan: IsolationPlan): ReadonlySet<string> =>
  new Set(
    plan.statements.flatMap(({ table }) => (table === null ? [] : [table.slice(0, table.indexOf('.'))])),
  )

/**
 * Drops policies that bear our name and that the plan does not know: what is left of an earlier plan, or what somebody
 * has put there to look like ours.
 *
 * @returns their ids
 */
export const dropStrayPolicies = async (tx: Queries, plan: IsolationPlan): Promise<readonly string[]> => {
  const planned = new Set(plan.statements.map(({ id }) => id))
  const schemas = schemasOf(plan)
  const policies = await tx.query<TableName & { policy: string }>(
    `select n.nspname::text as schema, c.relname::text as name, p.polname::text as policy
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
    where starts_with(p.polname::text, 'tenantry_') order by 1, 2, 3`,
  )
  const removed: string[] = []
  for (const { policy, ...table } of policies) {
    const id = `policy:${table.schema}.${table.name}:${policy}`
    if (planned.has(id) || !(schemas.has(table.schema) || table.schema === tenantrySchema)) continue
    await tx.query(`drop policy ${quoteIdent(policy)} on ${quoteName(table)}`)
    removed.push(id)
  }
  return removed
}

/**
 * Takes back what the roles hold on tables that the plan does not know, in the schemas where it has tables: nobody has
 * said whose rows these are.
 *
 * @returns an id for each table and role
 * @throws TenancyError TEN485 when a privilege stays, because another role than the table's owner has granted it
 */
export const revokeStrayGrants = async (
  tx: Queries,
  plan: IsolationPlan,
  roles: RoleNames,
): Promise<readonly string[]> => {
  const removed: string[] = []
  for (const { role, ...table } of await strayGrants(tx, plan, roles)) {
    await tx.query(`revoke all on table ${quoteName(table)} from ${quoteIdent(role)}`)
    removed.push(`grant:${table.schema}.${table.name}:${role}`)
  }
  const [left] = removed.length === 0 ? [] : await strayGrants(tx, plan, roles)
  if (left !== undefined) {
    throw new TenancyError(
      'TEN485',
      `${left.role} keeps privileges on ${left.schema}.${left.name}, which the schema does not mark: another role than the table's owner has granted them. Take them back as that role, or mark the table.`,
    )
  }
  return removed
}

async function strayGrants(
  tx: Queries,
  plan: IsolationPlan,
  roles: RoleNames,
): Promise<readonly (TableName & { readonly role: string })[]> {
  const known = new Set(plan.statements.map(({ table }) => table))
  const schemas = schemasOf(plan)
  const ours: readonly string[] = [roles.app, roles.admin, roles.lifecycle]
  const grants = await tx.query<TableName & { role: string }>(
    `select distinct n.nspname::text as schema, c.relname::text as name, r.rolname::text as role
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
      select grantee from aclexplode(c.relacl)
      union select x.grantee from pg_attribute a, aclexplode(a.attacl) x where a.attrelid = c.oid and not a.attisdropped
    ) acl
    join pg_roles r on r.oid = acl.grantee
    where c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1, 2, 3`,
  )
  return grants.filter(
    ({ schema, name, role }) =>
      ours.includes(role) &&
      schemas.has(schema) &&
      schema !== tenantrySchema &&
      !known.has(`${schema}.${name}`),
  )
}
