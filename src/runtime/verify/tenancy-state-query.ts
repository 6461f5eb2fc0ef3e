import { quoteLiteral } from '../../model/quote.js'
import { tenantrySchema } from '../../model/settings.js'

export interface StateQueryInput {
  readonly app: string
  readonly tables: readonly { readonly schema: string; readonly name: string }[]
}

/**
 * One SELECT of one JSON text: a `TenancyState`. It reads catalogs alone, which every login may, and looks at the login
 * (`session_user`), whatever role the session has at the moment. Without parameters, so that it takes one round trip on
 * every driver, and with every name in full, since a search_path may have been planted.
 *
 * A policy's expression is looked at as the tree that Postgres keeps, not as text, which depends on the search_path and
 * costs more: a constant is one node, and a call of `current_tenant()` has that function's oid in it.
 */
export const tenancyStateQuery = ({ app, tables }: StateQueryInput): string => `with "me" as (
  select r.*, pg_catalog.current_setting('server_version_num')::int >= 160000 as "grants_have_options"
  from pg_catalog.pg_roles r where r.rolname = session_user
), "app" as (
  select r.oid from pg_catalog.pg_roles r where r.rolname = ${quoteLiteral(app)}
), "tenantry" as (
  select n.oid from pg_catalog.pg_namespace n where n.nspname = ${quoteLiteral(tenantrySchema)}
), "current_tenant" as (
  select p.oid from pg_catalog.pg_proc p, "tenantry" n
  where p.pronamespace = n.oid and p.proname = 'current_tenant' and p.pronargs = 0
)
select pg_catalog.json_build_object(
  'login', (select pg_catalog.json_build_object(
    'name', m.rolname,
    ${attributes('m')},
    'becomesApp', coalesce((select case when m.grants_have_options
      then pg_catalog.pg_has_role(m.oid, a.oid, 'SET') else pg_catalog.pg_has_role(m.oid, a.oid, 'MEMBER') end from "app" a), false),
    'inheritsApp', coalesce((select pg_catalog.pg_has_role(m.oid, a.oid, 'USAGE') from "app" a), false)) from "me" m),
  'reached', (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
    'name', r.rolname,
    ${attributes('r')}) order by r.rolname), '[]')
    from pg_catalog.pg_roles r, "me" m
    where not m.rolsuper and r.oid <> m.oid and pg_catalog.pg_has_role(m.oid, r.oid, 'MEMBER')),
  'manifest', (select pg_catalog.obj_description(c.oid, 'pg_class') from pg_catalog.pg_class c, "tenantry" n
    where c.relnamespace = n.oid and c.relname = 'manifest'),
  'tables', (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
    'schema', n.nspname,
    'name', c.relname,
    'rls', c.relrowsecurity,
    'forced', c.relforcerowsecurity,
    'owner', pg_catalog.pg_get_userbyid(c.relowner),
    'open', pg_catalog.has_table_privilege(m.oid, c.oid, 'SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER')
      or pg_catalog.has_any_column_privilege(m.oid, c.oid, 'SELECT,INSERT,UPDATE,REFERENCES'),
    'policies', (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', p.polname,
      'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
      'permissive', p.polpermissive,
      'roles', (select pg_catalog.json_agg(coalesce(r.rolname, 'public') order by r.rolname collate "C")
        from pg_catalog.unnest(p.polroles) t(oid) left join pg_catalog.pg_roles r on r.oid = t.oid),
      'using', ${clause('p.polqual')},
      'check', ${clause('p.polwithcheck')}) order by p.polname), '[]')
      from pg_catalog.pg_policy p where p.polrelid = c.oid)) order by n.nspname, c.relname), '[]')
    from rows from (pg_catalog.unnest(${textArray(tables.map(({ schema }) => schema))}), pg_catalog.unnest(${textArray(tables.map(({ name }) => name))})) t(schema, name)
    join pg_catalog.pg_namespace n on n.nspname = t.schema::pg_catalog.name
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.name::pg_catalog.name and c.relkind in ('r', 'p')
    cross join "me" m)
)::text as "state"`

const attributes = (role: string): string =>
  `'superuser', ${role}.rolsuper, 'bypasses', ${role}.rolbypassrls, 'createsRoles', ${role}.rolcreaterole, 'replicates', ${role}.rolreplication`

const clause = (tree: string): string =>
  `case when ${tree} is null then 'none' when ${tree}::text like '{CONST %' then 'constant'
        when exists (select from "current_tenant" f where ${tree}::text like '%:funcid ' || f.oid || ' %') then 'tenant' else 'other' end`

const textArray = (texts: readonly string[]): string =>
  `array[${texts.map(quoteLiteral).join(', ')}]::pg_catalog.text[]`
