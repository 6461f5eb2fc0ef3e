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
 * one dies. Nothing in the seal is cast: times of ten digits compare as text, so that garbage raises our error and no
 * other. Ten characters for the expiry and '0' or this backend for the pid leave the message one reading only. Plain
 * string functions, since a regular expression with counted repetitions costs more than all the rest (measured: 18 of
 * 35 µs). Plain `=` compares the MACs: what could be timed is a hash under an unknown key.
 */
export const currentTenantFunction = (type: string): string => {
  const refuse = (why: string) =>
    `raise exception using errcode = '42501', message = ${quoteLiteral(`tenantry: ${why}`)}, hint = ${quoteLiteral('Run the query inside withTenant(db, tenantId, …).')}`
  return `create or replace function ${schema}."current_tenant"() returns ${type}
  language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
  tenant text := nullif(current_setting(${quoteLiteral(contextSettings.tenant)}, true), '');
  seal text := nullif(current_setting(${quoteLiteral(contextSettings.seal)}, true), '');
  part text[] := string_to_array(seal, '.');
begin
  if tenant is null then
    ${refuse('no tenant in this transaction')};
  end if;
  if cardinality(part) = 5 and part[1] = 'v1' and length(part[3]) = 10 and part[4] in ('0', pg_backend_pid()::text)
    and part[3] collate "C" >= floor(extract(epoch from transaction_timestamp()))::bigint::text
  then
    if exists (
      select from ${schema}."seal_key" k
      where k.kid = part[2] and part[5] = encode(sha256(k.opad || sha256(k.ipad || convert_to(
        'tenantry.v1|' || part[3] || '|' || part[4] || '|' || octet_length(current_database()) || '|'
          || current_database() || '|' || tenant, 'UTF8'))), 'hex'))
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
