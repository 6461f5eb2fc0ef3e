import type { RoleNames } from '../../src/model/settings.js'
import type { TestDatabase } from '../engine/database.js'

/** Of an object without a list of privileges its defaults hold, which a list may also say in full. */
const acl = (column: string) =>
  `array(select format('%s=%s by %s%s', coalesce(g.rolname, 'public'), x.privilege_type, x.grantor::regrole, case when x.is_grantable then '*' else '' end)
    from aclexplode(${column}) x left join pg_roles g on g.oid = x.grantee order by 1)`
const ours = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`

/**
 * What the catalog says about isolation, in a form that does not depend on object ids: two databases, or two moments of
 * one, with the same answer let the same through.
 */
export const catalogOf = async (
  database: TestDatabase,
  { app, admin, lifecycle, seal, logins }: RoleNames,
): Promise<Readonly<Record<string, unknown>>> => {
  // Roles and memberships are the whole server's, where other test files make theirs meanwhile.
  const roles = JSON.stringify([app, admin, lifecycle, seal, ...logins])
  const superuser = await database.superuser()
  const catalog: Record<string, unknown> = {}
  try {
    for (const [name, sql] of Object.entries(questions)) {
      catalog[name] = (await superuser.query(sql, sql.includes('$1') ? [roles] : [])).rows
    }
  } finally {
    await superuser.close()
  }
  return catalog
}

const own = 'select json_array_elements_text($1::text::json)'

const questions = {
  tables: `select n.nspname, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relowner::regrole::text as owner, ${acl(`coalesce(c.relacl, acldefault((case c.relkind when 'S' then 's' else 'r' end)::"char", c.relowner))`)} as acl
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ours} order by 1, 2`,
  columns: `select a.attrelid::regclass::text as relation, a.attname, ${acl('a.attacl')} as acl
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where ${ours} and a.attacl is not null order by 1, 2`,
  policies: 'select * from pg_policies order by schemaname, tablename, policyname',
  constraints: `select conrelid::regclass::text as relation, conname, pg_get_constraintdef(oid) as definition, convalidated
    from pg_constraint where conrelid <> 0 and connamespace not in (select oid from pg_namespace n where not (${ours})) order by 1, 2`,
  indexes: `select schemaname, tablename, indexname, indexdef from pg_indexes where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2, 3`,
  functions: `select p.oid::regprocedure::text as signature, pg_get_functiondef(p.oid) as definition, p.proowner::regrole::text as owner, ${acl(`coalesce(p.proacl, acldefault('f', p.proowner))`)} as acl
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${ours} order by 1`,
  schemas: `select n.nspname, n.nspowner::regrole::text as owner, ${acl(`coalesce(n.nspacl, acldefault('n', n.nspowner))`)} as acl from pg_namespace n where ${ours} order by 1`,
  database: `select ${acl(`coalesce(datacl, acldefault('d', datdba))`)} as acl from pg_database where datname = current_database()`,
  members: `select m.roleid::regrole::text as role, m.member::regrole::text as member, m.grantor::regrole::text as grantor, m.admin_option,
    to_jsonb(m) ->> 'inherit_option' as inherits, to_jsonb(m) ->> 'set_option' as sets from pg_auth_members m join pg_roles r on r.oid = m.roleid where r.rolname in (${own}) order by 1, 2, 3`,
  roles: `select rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls from pg_roles where rolname in (${own}) order by 1`,
}
