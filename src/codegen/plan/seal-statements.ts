import type { Statement } from '../../model/plan.js'
import { quoteIdent, quoteList } from '../../model/quote.js'
import { type RoleNames, tenantrySchema } from '../../model/settings.js'
import { handOver } from './brackets.js'
import { currentTenantFunction } from './current-tenant.js'
import { everyone, tenancyRoles } from './role-lists.js'

const schema = quoteIdent(tenantrySchema)

/** The schema `tenantry`, the seal's keys, and the function that every policy asks. */
export const sealStatements = (roles: RoleNames, type: string): readonly Statement[] => {
  const currentTenant = `${schema}."current_tenant"()`
  return [
    statement('schema', 'tenantry', {
      sql: `create schema if not exists ${schema}`,
      reason: "what tenantry needs in the database, apart from the app's own tables",
    }),
    statement('schema', 'tenantry:revoke', {
      sql: `revoke all on schema ${schema} from public, ${quoteList([roles.app, roles.admin, roles.lifecycle, roles.seal, ...roles.logins])}`,
      reason: 'nobody plants anything beside the function that every policy trusts',
    }),
    statement('schema', 'tenantry:usage', {
      sql: `grant usage on schema ${schema} to ${tenancyRoles(roles)}`,
      reason: "a tenant reads its own audit entries and the manifest's hash there",
      needs: ['schema:tenantry:revoke'],
    }),
    statement('schema', 'tenantry:seal', {
      sql: `grant usage on schema ${schema} to ${quoteIdent(roles.seal)}`,
      reason: 'the function finds the key table beside it',
      needs: ['schema:tenantry:revoke'],
    }),
    statement('function', 'seal_key', {
      sql: `create table if not exists ${schema}."seal_key" (\n  "kid" text primary key,\n  "ipad" bytea not null check (length("ipad") = 64),\n  "opad" bytea not null check (length("opad") = 64),\n  "created_at" timestamptz not null default now()\n)`,
      reason:
        "the seal's keys, at most two at a time, so that keys rotate; as soon as one is there, a tenant id without its seal is refused",
    }),
    statement('function', 'seal_key:owner', {
      sql: handOver(`table ${schema}."seal_key"`, roles.seal),
      reason: `only ${roles.seal} reads the keys; neither the app nor the owner of the tables does`,
      needs: ['function:seal_key'],
    }),
    statement('function', 'seal_key:revoke', {
      sql: `revoke all on table ${schema}."seal_key" from ${everyone(roles)}, current_user`,
      reason: 'default privileges may have granted the key table to somebody',
      needs: ['function:seal_key:owner'],
    }),
    statement('function', 'seal_key:rls', {
      sql: `alter table ${schema}."seal_key" enable row level security`,
      reason:
        'whoever is granted the key table later, by mistake or by default privileges, sees no key: only its owner does',
      needs: ['function:seal_key:owner'],
    }),
    statement('function', 'current_tenant', {
      sql: currentTenantFunction(type),
      reason:
        'the tenant of this transaction, proven by the seal; no tenant is an error, never an empty answer',
    }),
    statement('function', 'current_tenant:owner', {
      sql: handOver(`function ${currentTenant}`, roles.seal),
      reason: `it runs as ${roles.seal}, which can read the keys and nothing else`,
      needs: ['function:current_tenant'],
    }),
    statement('function', 'current_tenant:revoke', {
      sql: `revoke all on function ${currentTenant} from ${everyone(roles)}`,
      reason: 'functions are executable by PUBLIC unless that is taken back',
      needs: ['function:current_tenant:owner'],
    }),
    statement('function', 'current_tenant:grant', {
      sql: `grant execute on function ${currentTenant} to ${tenancyRoles(roles)}`,
      reason: 'policies call it as the role that runs the query',
      needs: ['function:current_tenant:revoke'],
    }),
  ]
}

function statement(
  kind: 'schema' | 'function',
  id: string,
  {
    sql,
    reason,
    needs = [],
  }: { readonly sql: string; readonly reason: string; readonly needs?: readonly string[] },
): Statement {
  return { id: `${kind}:${id}`, kind, table: null, sql, inverse: null, reason, needs, stands: null }
}
