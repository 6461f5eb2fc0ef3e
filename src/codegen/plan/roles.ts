import type { Statement } from '../../model/plan.js'
import { quoteBody, quoteIdent, quoteLiteral } from '../../model/quote.js'
import type { RoleNames } from '../../model/settings.js'
import { tenancyRoles } from './role-lists.js'

const role = (
  id: string,
  sql: string,
  reason: string,
  needs: readonly string[] = [],
  inverse: string | null = null,
): Statement => ({
  id: `role:${id}`,
  kind: 'role',
  table: null,
  sql,
  inverse,
  reason,
  needs,
  stands: null,
})

/**
 * Roles, memberships and what PUBLIC must not have. Each statement acts only where something is missing, so that a
 * migration without CREATEROLE passes once `gen --roles-sql` has been run by somebody who may.
 */
export const roleStatements = (roles: RoleNames, schemas: readonly string[]): readonly Statement[] => [
  role(
    'app',
    ensureRole(roles.app, 'nologin'),
    'whoever runs inside withTenant: no login, no bypass, subject to every policy',
  ),
  role(
    'admin',
    ensureRole(roles.admin, 'nologin'),
    'whoever runs inside acrossTenants: sees all tenants by policy, never by BYPASSRLS',
  ),
  role(
    'lifecycle',
    ensureRole(roles.lifecycle, 'nologin'),
    "whoever exports, imports or erases: inside one tenant's policies, so that no plan can touch another tenant",
  ),
  role(
    'seal',
    ensureRole(roles.seal, 'nologin'),
    "owns the seal's keys and the function that checks them, and nothing else",
  ),
  ...roles.logins.flatMap((login) => [
    role(
      `login:${login}`,
      ensureLogin(login),
      `${login} inherits nothing: outside a tenancy transaction it can touch no table`,
    ),
    role(
      `member:${login}`,
      ensureMember(login, roles.app),
      `${login} may become ${roles.app} for the length of a transaction, and is not ${roles.app} before or after`,
      [`role:app`, `role:login:${login}`],
      endMembership(login, roles.app),
    ),
  ]),
  role(
    'temp',
    `do $$ begin\n  if has_database_privilege('public', current_database(), 'temporary') then\n    execute format('revoke temporary on database %I from public', current_database());\n  end if;\nend $$`,
    "a temporary table shadows a real one and outlives the transaction on a pooled connection: one tenant's rows would land in another's",
  ),
  ...schemas.flatMap((schema) => [
    role(
      `create:${schema}`,
      `do ${quoteBody(` begin\n  if has_schema_privilege('public', ${quoteLiteral(schema)}, 'create') then\n    revoke create on schema ${quoteIdent(schema)} from public;\n  end if;\nend `)}`,
      `nobody plants functions, operators or tables in ${schema} that other people's queries would find`,
    ),
    role(
      `usage:${schema}`,
      `grant usage on schema ${quoteIdent(schema)} to ${tenancyRoles(roles)}`,
      `the three roles may name the tables in ${schema}; what they may do with them is granted table by table`,
    ),
  ]),
]

const attributes = 'nosuperuser nobypassrls nocreatedb nocreaterole noreplication'

function ensureRole(name: string, login: 'nologin'): string {
  const literal = quoteLiteral(name)
  return `do ${quoteBody(` begin
  if not exists (select from pg_roles where rolname = ${literal}) then
    create role ${quoteIdent(name)} ${login} ${attributes};
  elsif exists (select from pg_roles where rolname = ${literal} and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolreplication)) then
    raise exception 'tenantry: role % may bypass or log in; make it NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION', ${literal};
  end if;
end `)}`
}

function ensureLogin(name: string): string {
  const literal = quoteLiteral(name)
  return `do ${quoteBody(` begin
  if not exists (select from pg_roles where rolname = ${literal}) then
    create role ${quoteIdent(name)} login noinherit ${attributes};
  elsif exists (select from pg_roles where rolname = ${literal} and (rolsuper or rolbypassrls or rolcreaterole or rolreplication)) then
    raise exception 'tenantry: login % passes policies by; make it NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION', ${literal};
  elsif exists (select from pg_roles where rolname = ${literal} and rolinherit) then
    alter role ${quoteIdent(name)} noinherit;
  end if;
end `)}`
}

/**
 * From Postgres 16 on, a membership keeps the inherit option it was granted with, whatever the role's attribute says
 * later (measured on 16 and 18), so it is set on the grant itself there; older servers do not know the syntax.
 */
function ensureMember(login: string, app: string): string {
  const [member, granted] = [quoteLiteral(login), quoteLiteral(app)]
  const grant = `grant ${quoteIdent(app)} to ${quoteIdent(login)}`
  return `do ${quoteBody(` begin
  if not pg_has_role(${member}, ${granted}, 'member') or pg_has_role(${member}, ${granted}, 'usage') then
    if current_setting('server_version_num')::int >= 160000 then
      execute ${quoteLiteral(`${grant} with inherit false, set true`)};
    else
      execute ${quoteLiteral(grant)};
    end if;
  end if;
end `)}`
}

function endMembership(login: string, app: string): string {
  return `do ${quoteBody(` begin
  if exists (select from pg_roles where rolname = ${quoteLiteral(login)}) then
    revoke ${quoteIdent(app)} from ${quoteIdent(login)};
  end if;
end `)}`
}
