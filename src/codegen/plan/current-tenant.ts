import { quoteIdent, quoteLiteral } from '../../model/quote.js'
import { contextSettings, tenantrySchema } from '../../model/settings.js'

const schema = quoteIdent(tenantrySchema)

/**
 * `tenantry.current_tenant()`: the tenant of this transaction, or an error. With a key in `tenantry.seal_key` it
 * believes `app.tenant_id` only under a valid seal (format: `model/seal.ts`); without any key it reads the setting.
 *
 * SECURITY DEFINER, so that only its owner reads the keys; `search_path` pinned and everything outside pg_catalog
 * named in full, so that nothing planted in another schema is found; STABLE and PARALLEL SAFE, so that plans stay as
 * they are without it. Expiry is held against the transaction's start: a long transaction lives on, a replay in a new
 * one dies. The format is tested by a regular expression before anything is cast, since `and` promises no order
 * (manual, 4.2.14). Plain `=` compares the MACs: what could be timed is a hash under an unknown key.
 */
export const currentTenantFunction = (type: string): string => {
  const refuse = (why: string) =>
    `raise exception using errcode = '42501', message = ${quoteLiteral(`tenantry: ${why}`)}, hint = ${quoteLiteral('Run the query inside withTenant(db, tenantId, …).')}`
  return `create or replace function ${schema}."current_tenant"() returns ${type}
  language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
  tenant text := nullif(current_setting(${quoteLiteral(contextSettings.tenant)}, true), '');
  seal text := nullif(current_setting(${quoteLiteral(contextSettings.seal)}, true), '');
  part text[];
begin
  if tenant is null then
    ${refuse('no tenant in this transaction')};
  end if;
  if seal ~ '^v1[.][0-9a-f]{16}[.][0-9]{10}[.][0-9]{1,10}[.][0-9a-f]{64}$' then
    part := string_to_array(seal, '.');
    if part[3]::bigint >= extract(epoch from transaction_timestamp())
      and (part[4] = '0' or part[4] = pg_backend_pid()::text)
      and exists (
        select from ${schema}."seal_key" k
        where k.kid = part[2] and encode(sha256(k.opad || sha256(k.ipad || convert_to(
          'tenantry.v1|' || part[3] || '|' || part[4] || '|' || octet_length(current_database()) || '|'
            || current_database() || '|' || tenant, 'UTF8'))), 'hex') = part[5])
    then
      return tenant::${type};
    end if;
  end if;
  if exists (select from ${schema}."seal_key") then
    raise exception using errcode = '42501', message = 'tenantry: no valid seal for this tenant',
      hint = 'withTenant needs the key in TENANTRY_KEY that the database holds; a seal lives for seconds, in one database, in one session.';
  end if;
  return tenant::${type};
end $$`
}
