import type { Statement } from '../../model/plan.js'
import { quoteIdent, quoteList } from '../../model/quote.js'
import { type RoleNames, tenantrySchema } from '../../model/settings.js'
import { everyone, tenancyRoles } from './role-lists.js'

const log = `${quoteIdent(tenantrySchema)}."security_audit_log"`

/**
 * The security audit log: a tenant adds and reads its own entries, nobody changes or removes one. It has no foreign
 * key to the tenants, so that it outlives them.
 */
export const auditStatements = (roles: RoleNames): readonly Statement[] => {
  const inside = quoteList([roles.app, roles.lifecycle])
  const own = `"tenant_id" = (select ${quoteIdent(tenantrySchema)}."current_tenant"()::text)`
  const policy = (name: string, clauses: string, reason: string): Statement => ({
    ...bare(`policy:tenantry.security_audit_log:${name}`, 'policy', reason),
    sql: `create policy ${quoteIdent(name)} on ${log}\n  ${clauses}`,
    inverse: `drop policy if exists ${quoteIdent(name)} on ${log}`,
  })
  return [
    {
      ...bare('schema:security_audit_log', 'schema', 'who did what to which tenant: append-only'),
      sql: `create table if not exists ${log} (\n  "id" bigint generated always as identity primary key,\n  "at" timestamptz not null default now(),\n  "tenant_id" text,\n  "actor" text,\n  "event" text not null,\n  "details" jsonb not null default '{}'::jsonb\n)`,
    },
    {
      ...bare(
        'grant:tenantry.security_audit_log:revoke',
        'grant',
        'no UPDATE, DELETE or TRUNCATE for any role that the app can reach',
      ),
      sql: `revoke all on table ${log} from ${everyone(roles)}`,
    },
    {
      ...bare(
        'grant:tenantry.security_audit_log:sequence',
        'grant',
        'the numbers say how much happens in all tenants, and whoever resets them makes new entries collide',
      ),
      sql: `revoke all on sequence ${quoteIdent(tenantrySchema)}."security_audit_log_id_seq" from ${everyone(roles)}`,
    },
    {
      ...bare(
        'grant:tenantry.security_audit_log:tenant',
        'grant',
        'entries are added with the time and number that the database gives, and read back',
      ),
      sql: `grant select, insert ("tenant_id", "actor", "event", "details") on table ${log} to ${tenancyRoles(roles)}`,
      inverse: `revoke all on table ${log} from ${tenancyRoles(roles)}`,
      needs: ['grant:tenantry.security_audit_log:revoke'],
    },
    policy(
      'tenantry_select',
      `as permissive for select to ${inside}\n  using (${own})`,
      'a tenant reads its own entries only',
    ),
    policy(
      'tenantry_insert',
      `as permissive for insert to ${inside}\n  with check (${own})`,
      "a tenant cannot write an entry in another's name",
    ),
    policy(
      'tenantry_admin',
      `as permissive for all to ${quoteIdent(roles.admin)}\n  using (true)\n  with check (true)`,
      `${roles.admin} reads all entries and adds its own`,
    ),
    policy(
      'tenantry_guard',
      `as restrictive for all to ${inside}\n  using (${own})\n  with check (${own})`,
      'a permissive policy that is added later opens nothing',
    ),
    {
      ...bare(
        'rls:tenantry.security_audit_log',
        'rls',
        'the policies hold for every role, the owner included',
      ),
      sql: `alter table ${log} enable row level security, force row level security`,
      inverse: `alter table ${log} no force row level security`,
    },
  ]
}

function bare(id: string, kind: Statement['kind'], reason: string): Omit<Statement, 'sql'> {
  return { id, kind, table: null, inverse: null, reason, needs: [], stands: null }
}
