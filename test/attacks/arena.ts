import { quoteIdent, quoteLiteral } from '../../src/model/quote.js'
import { loginRole, rolePassword } from '../engine/cluster-roles.js'
import type { Engine, TestDatabase } from '../engine/database.js'
import type { Session } from '../engine/session.js'
import { companyA, companyB } from '../isolation/seed.js'
import { installKey, referenceDatabase } from '../runtime/context/reference-database.js'
import { type Beside, openBeside } from './beside.js'

/** A database under attack, and the truth about it. */
export interface Arena {
  readonly database: TestDatabase
  /** Whom the app logs in as: of a server a login of this test's own, since attacks change it. */
  readonly login: string
  readonly sealed: boolean
  /** All of B's rows that B sees, as a superuser sees them. */
  readonly rowsOfB: () => Promise<readonly string[]>
  /** What stands in the database otherwise than when it was opened, apart from rows of A: by name. */
  readonly changes: () => Promise<readonly string[]>
  /** B at work meanwhile; null where there is one connection only. */
  readonly beside: Beside | null
  /** Takes back what an attack has done to the login. */
  readonly mendLogin: () => Promise<void>
  readonly close: () => Promise<void>
}

const tables: readonly (readonly [table: string, condition: string])[] = [
  ['contacts', `tenant_id = '${companyB}' or tenant_id is null`],
  ['projects', `tenant_id = '${companyB}'`],
  ['documents', `tenant_id = '${companyB}'`],
  ['tasks', `tenant_id = '${companyB}'`],
  ['invoices', `tenant_id = '${companyB}'`],
  ['comments', `tenant_id = '${companyB}'`],
  ['invoice_lines', `invoice_id in (select id from invoices where tenant_id = '${companyB}')`],
]

/** What B sees, by names without a schema: whatever changes what a name means is noticed. */
export const rowsOfBSql = tables
  .map(([table]) => `select '${table} ' || id::text as row from ${table}`)
  .join(' union all ')

const trueRowsOfBSql = tables
  .map(([table, where]) => `select '${table} ' || id::text as row from public.${table} where ${where}`)
  .join(' union all ')

/** More of B's, so that what is counted tells; and what the app may have kept for B without a policy. */
const fill = `
  insert into invoices (tenant_id, number, total)
    select '${companyB}', 'B-' || to_char(n, 'FM0000'), n from generate_series(1, 400) n;
  set role tenantry_app;
  select lo_from_bytea(0, convert_to('Contract of Globex', 'UTF8'));
  reset role;
  analyze`

const truthSql = (login: string) => {
  const roles = `(${[login, 'tenantry_app'].map(quoteLiteral).join(', ')})`
  const others: readonly (readonly [string, string])[] = [
    ...tables.map(([table]) => [`rows in ${table}`, `select t::text from public.${table} t`] as const),
    ...['tenants', 'memberships', 'users', 'plans', 'jobs', 'invoice_line_notes'].map(
      (table) => [`rows in ${table}`, `select t::text from public.${table} t`] as const,
    ),
    ['audit entries', 'select t::text from tenantry.security_audit_log t'],
    ['keys of the seal', 'select t::text from tenantry.seal_key t'],
    ['the manifest', 'select t::text from tenantry.manifest t'],
    ['policies', 'select t::text from pg_policy t'],
    [
      'tables and their privileges',
      `select concat_ws(' ', oid::regclass, relkind, relowner, relacl, relrowsecurity, relforcerowsecurity)
        from pg_class where relnamespace not in ('pg_toast'::regnamespace)`,
    ],
    [
      'functions',
      `select concat_ws(' ', oid, proowner, proacl, md5(prosrc)) from pg_proc where oid >= 16384`,
    ],
    ['triggers', 'select oid::text from pg_trigger'],
    ['schemas', `select concat_ws(' ', nspname, nspacl) from pg_namespace where nspname !~ '^pg_'`],
    ['default privileges', 'select t::text from pg_default_acl t'],
    ['large objects', 'select loid::text || pageno || md5(data) from pg_largeobject'],
    ['extensions', 'select extname::text from pg_extension'],
    [
      'event triggers and publications',
      'select evtname::text from pg_event_trigger union all select pubname::text from pg_publication',
    ],
    [
      'the database',
      `select concat_ws(' ', datdba, datacl) from pg_database where datname = current_database()`,
    ],
    [
      'the login',
      `select concat_ws(' ', rolname, rolsuper, rolinherit, rolcreaterole, rolbypassrls, case when rolname <> 'tenantry_app' then rolpassword end) from pg_authid where rolname in ${roles}`,
    ],
    [
      'settings of the login',
      `select concat_ws(' ', rolname, setconfig) from pg_db_role_setting join pg_roles on pg_roles.oid = setrole where rolname in ${roles}`,
    ],
    [
      'memberships of the login',
      `select roleid::text from pg_auth_members join pg_roles on pg_roles.oid = member where rolname in ${roles}`,
    ],
  ]
  // What belongs to A may change: it is A that attacks.
  const notOfA = `line not like '%${companyA}%' and line !~ '0a0[0-9a-f]0000'`
  return others
    .map(
      ([name, query]) =>
        `select ${quoteLiteral(name)} as name, (select coalesce(md5(string_agg(line, E'\\n' order by line)), '') from (${query}) q (line) where ${notOfA}) as value`,
    )
    .join(' union all ')
}

export const openArena = async (engine: Engine, sealed: boolean): Promise<Arena> => {
  const database = await referenceDatabase(engine)
  const superuser = await database.superuser()
  const login = engine === 'pglite' ? loginRole : `tenantry_attacker_${process.pid}`
  if (engine === 'postgres') await superuser.exec(makeLogin(login))
  await superuser.exec(fill)
  if (sealed) await superuser.exec(installKey)
  const truth = async () => {
    const lines = await superuser.query<{ name: string; value: string }>(truthSql(login))
    return Object.fromEntries(lines.rows.map(({ name, value }) => [name, value]))
  }
  const first = await truth()
  const beside = await openBeside(database, { login, sealed })
  return {
    database,
    login,
    sealed,
    beside,
    rowsOfB: async () => {
      const { rows } = await superuser.query<{ row: string }>(`${trueRowsOfBSql} order by 1`)
      return rows.map(({ row }) => row)
    },
    changes: async () => {
      const now = await truth()
      return Object.keys(first).filter((name) => first[name] !== now[name])
    },
    mendLogin: () =>
      superuser.exec(
        `alter role ${quoteIdent(login)} reset all; alter role ${quoteIdent(login)} password ${quoteLiteral(rolePassword)}`,
      ),
    close: async () => {
      await beside?.end()
      if (engine === 'postgres') await dropLogin(superuser, login)
      await database.close()
    },
  }
}

const makeLogin = (login: string) => `do $$ begin
  create role ${quoteIdent(login)} login noinherit password ${quoteLiteral(rolePassword)};
  if current_setting('server_version_num')::int >= 160000
    then execute 'grant tenantry_app to ${quoteIdent(login)} with inherit false, set true';
    else execute 'grant tenantry_app to ${quoteIdent(login)}';
  end if;
end $$`

async function dropLogin(superuser: Session, login: string): Promise<void> {
  await superuser.exec(`drop owned by ${quoteIdent(login)} cascade; drop role ${quoteIdent(login)}`)
}
