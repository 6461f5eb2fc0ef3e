import { quoteBody, quoteIdent, quoteLiteral } from '../../model/quote.js'
import { type RoleNames, tenantrySchema } from '../../model/settings.js'

/** SQL that stands around other statements of one migration and leaves nothing behind. */
export interface Bracket {
  readonly open: { readonly sql: string; readonly reason: string }
  readonly close: { readonly sql: string; readonly reason: string }
}

/**
 * `alter … owner to role`, which takes the new owner's CREATE on the schema (manual, ALTER FUNCTION): it has it for
 * this one command.
 */
export const handOver = (object: string, role: string): string => {
  const schema = quoteIdent(tenantrySchema)
  return `do ${quoteBody(` begin
  grant create on schema ${schema} to ${quoteIdent(role)};
  alter ${object} owner to ${quoteIdent(role)};
  revoke create on schema ${schema} from ${quoteIdent(role)};
end `)}`
}

/**
 * Handing a function to another owner takes membership in that role, as does changing it later. The migrating
 * role has it for the length of the migration only; a superuser, or a role that was made a
 * member by somebody else (`gen --roles-sql`), needs and gets no membership.
 */
export const ownershipBracket = (roles: RoleNames): Bracket => {
  const owners = [roles.seal, roles.admin]
  const enter = owners.map(
    (owner) => `  if not super and not pg_has_role(current_user, ${quoteLiteral(owner)}, 'usage') then
    execute format('grant ${quoteIdent(owner).replaceAll("'", "''").replaceAll('%', '%%')} to %I', current_user) || options;
  end if;`,
  )
  const leave = owners.map(
    (owner) => `  if exists (
    select from pg_auth_members m where pg_get_userbyid(m.roleid) = ${quoteLiteral(owner)}
      and pg_get_userbyid(m.member) = current_user and pg_get_userbyid(m.grantor) = current_user) then
    execute format('revoke ${quoteIdent(owner).replaceAll("'", "''").replaceAll('%', '%%')} from %I', current_user);
  end if;`,
  )
  return {
    open: {
      sql: `do ${quoteBody(` declare
  super boolean := (select rolsuper from pg_roles where rolname = current_user);
  options text := case when current_setting('server_version_num')::int >= 160000 then ' with inherit true, set true' else '' end;
begin
${enter.join('\n')}
end `)}`,
      reason: 'for the length of this migration, functions may be handed to their owners',
    },
    close: {
      sql: `do ${quoteBody(` begin
${leave.join('\n')}
end `)}`,
      reason: 'and not longer: whoever migrates cannot read the keys of the seal afterwards',
    },
  }
}
