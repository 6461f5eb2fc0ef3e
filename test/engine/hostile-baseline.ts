import { quoteIdent, quoteLiteral } from '../../src/model/quote.js'
import { defaultRoles } from '../../src/model/settings.js'
import { loginRole, ownerRole } from './cluster-roles.js'
import type { SetupStep } from './setup-steps.js'

const grantees = ['public', quoteIdent(defaultRoles.app), quoteIdent(loginRole)].join(', ')

/**
 * What a database that has lived for some years looks like: everything granted to everybody, now and for whatever the
 * owner makes later. It stands between drizzle's first migration and ours; each REVOKE of ours has something to take
 * back then, and leaving it out shows.
 */
export const hostileBaseline: SetupStep = {
  as: 'superuser',
  sql: `do $$
declare
  name text;
begin
  if not exists (select from pg_roles where rolname = ${quoteLiteral(defaultRoles.app)}) then
    -- Made by the owner, who could not grant it to anybody otherwise (from Postgres 16 on).
    set local role ${quoteIdent(ownerRole)};
    create role ${quoteIdent(defaultRoles.app)} nologin;
    reset role;
  end if;
  execute format('grant all on database %I to ${grantees}', current_database());
  for name in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('grant all on schema %I to ${grantees}', name);
    execute format('grant all on all tables in schema %I to ${grantees}', name);
    execute format('grant all on all sequences in schema %I to ${grantees}', name);
    execute format('grant all on all functions in schema %I to ${grantees}', name);
  end loop;
  alter default privileges for role ${quoteIdent(ownerRole)} grant all on schemas to ${grantees};
  alter default privileges for role ${quoteIdent(ownerRole)} grant all on tables to ${grantees};
  alter default privileges for role ${quoteIdent(ownerRole)} grant all on sequences to ${grantees};
  alter default privileges for role ${quoteIdent(ownerRole)} grant all on functions to ${grantees};
end $$`,
}
