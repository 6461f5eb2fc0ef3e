import { type Attack, byHandOnly, everywhere } from '../attack.js'

const read = 'select name from contacts'
const lasting = 'whoever has become the login by RESET ROLE may change the login itself'

/** Attacks that become another role, or change one. */
export const roles: readonly Attack[] = [
  {
    name: 'RESET ROLE',
    gain: 'a role without policies',
    steps: ['reset role', read],
    ...everywhere('stopped'),
  },
  {
    name: 'SET ROLE NONE by set_config',
    gain: 'a role without policies',
    steps: [`select set_config('role', 'none', true)`, read],
    ...everywhere('stopped'),
  },
  ...['tenantry_admin', 'tenantry_lifecycle', 'tenantry_seal', 'tenantry_owner', 'postgres'].map(
    (role): Attack => ({
      name: `SET ROLE ${role}`,
      gain: 'a role that sees more',
      steps: [`set local role ${role}`, read],
      ...everywhere('stopped'),
    }),
  ),
  {
    name: 'SET SESSION AUTHORIZATION to the superuser',
    gain: 'everything',
    steps: ['set session authorization postgres', read],
    ...everywhere('stopped'),
    notOnPglite: 'its only user is the superuser',
  },
  {
    name: 'SET SESSION AUTHORIZATION DEFAULT',
    gain: 'a role without policies',
    steps: ['set session authorization default', read],
    ...everywhere('stopped'),
    notOnPglite: 'its only user is the superuser',
  },
  {
    name: 'a role planted for the session, with its tenant',
    gain: 'queries outside any tenant that run as A',
    steps: [
      `select set_config('app.tenant_id', current_setting('app.tenant_id'), false), set_config('role', 'tenantry_app', false)`,
    ],
    ...byHandOnly('contained'),
  },
  {
    name: 'attributes for the own login',
    gain: 'everything',
    steps: ['reset role', 'alter role current_user superuser bypassrls createrole'],
    ...everywhere('stopped'),
  },
  {
    name: 'a membership for the own login',
    gain: 'every tenant, by tenantry_admin',
    steps: ['reset role', 'grant tenantry_admin to current_user'],
    ...everywhere('stopped'),
  },
  {
    name: 'a new role',
    gain: 'a login of its own',
    steps: ['reset role', 'create role planted login'],
    ...everywhere('stopped'),
  },
  {
    name: 'ALTER ROLE … SET role on the own login',
    gain: 'queries outside any tenant that run as tenantry_app, in connections to come',
    steps: ['reset role', `alter role current_user set role = 'tenantry_app'`],
    ...everywhere('not stopped'),
    why: lasting,
  },
  {
    name: 'ALTER ROLE … SET the tenant on the own login',
    gain: 'queries outside any tenant that run as A, in connections to come',
    steps: ['reset role', `alter role current_user set app.tenant_id = 'planted'`],
    ...everywhere('stopped'),
  },
  {
    name: 'ALTER ROLE … SET search_path on the own login',
    gain: 'queries that find nothing, in connections to come',
    steps: ['reset role', `alter role current_user set search_path = nowhere`],
    ...everywhere('not stopped'),
    why: lasting,
  },
  {
    name: 'ALTER ROLE … PASSWORD on the own login',
    gain: 'an app that cannot log in any more, and an attacker who can',
    steps: ['reset role', `alter role current_user password 'planted'`],
    ...everywhere('not stopped'),
    why: lasting,
  },
  {
    name: 'ALTER ROLE … SET on tenantry_app',
    gain: 'settings for everybody',
    steps: [`alter role tenantry_app set app.tenant_id = 'planted'`],
    ...everywhere('stopped'),
  },
  {
    name: 'ALTER DATABASE … SET',
    gain: 'settings for everybody',
    steps: [
      `do $$ begin execute format('alter database %I set app.tenant_id = %L', current_database(), 'planted'); end $$`,
    ],
    ...everywhere('stopped'),
  },
  {
    name: 'DROP OWNED of the own role',
    gain: 'the end of the policies: nobody reads anything any more',
    steps: ['drop owned by tenantry_app cascade'],
    ...everywhere('stopped'),
  },
  {
    name: 'REASSIGN OWNED',
    gain: 'objects',
    steps: ['reassign owned by tenantry_seal to current_user'],
    ...everywhere('stopped'),
  },
  {
    name: 'GRANT of what one may do oneself',
    gain: 'the tables without a role, for PUBLIC',
    // A warning: no privileges were granted.
    steps: ['grant select on contacts to public'],
    ...everywhere('contained'),
  },
  {
    name: 'ALTER DEFAULT PRIVILEGES of the own role',
    gain: 'access to tables to come',
    steps: ['alter default privileges grant all on tables to public'],
    ...everywhere('not stopped'),
    why: 'every role may change its own; they stand in the catalog, and concern nothing, since the role can create nothing',
  },
]
