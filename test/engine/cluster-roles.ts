import { quoteIdent, quoteLiteral } from '../../src/model/quote.js'

/**
 * The two roles of every test database that exist before any migration: the one that migrates, and the one that the
 * app and every attacker log in as. Roles belong to the whole server, databases do not: all databases share them, so a
 * test that alters one (`alter role … set`, `password`) does it in a transaction that it rolls back, or to a role of
 * its own.
 */
export const ownerRole = 'tenantry_owner'
export const loginRole = 'tenantry_login'

/** Of both roles, and of any role that a test makes to log in with through `url`. */
export const rolePassword = 'tenantry'

const make = (role: string, attributes: string) => `do $$ begin
  if not exists (select from pg_roles where rolname = ${quoteLiteral(role)}) then
    create role ${quoteIdent(role)} ${attributes};
  end if;
end $$;
alter role ${quoteIdent(role)} ${attributes} nosuperuser nobypassrls nocreatedb noreplication password ${quoteLiteral(rolePassword)};`

/**
 * Makes the roles, or puts them right on a server that has them. The login is NOINHERIT from its first moment: from
 * Postgres 16 on a membership keeps the inherit option that its member had when it was granted.
 */
export const clusterRolesSql = [
  make(ownerRole, 'login createrole inherit'),
  make(loginRole, 'login nocreaterole noinherit'),
].join('\n')
