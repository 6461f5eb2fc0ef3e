import { type Attack, everywhere } from '../attack.js'

const stopped = (name: string, gain: string, ...steps: readonly string[]): Attack => ({
  name,
  gain,
  steps,
  ...everywhere('stopped'),
})

/** Attacks on the server below the database. */
export const server: readonly Attack[] = [
  stopped('a file of the server read', 'files', `select pg_read_file('postgresql.conf')`),
  stopped('a folder of the server listed', 'names of files', `select pg_ls_dir('.')`),
  stopped('COPY FROM a file', 'files', `copy comments (body) from '/etc/passwd'`),
  stopped('COPY TO a file', 'a file on the server', `copy (select 1) to '/tmp/tenantry-planted'`),
  stopped('COPY TO PROGRAM', 'a shell', `copy (select 1) to program 'true'`),
  stopped('a large object from a file', 'files', `select lo_import('/etc/passwd')`),
  stopped(
    'a large object into a file',
    'a file on the server',
    `select lo_export(1, '/tmp/tenantry-planted')`,
  ),
  stopped('ALTER SYSTEM', 'the server', `alter system set log_statement = 'all'`),
  stopped('the configuration loaded anew', 'the server', 'select pg_reload_conf()'),
  stopped('the password hashes', 'logins', 'select rolname, rolpassword from pg_authid'),
  stopped('the rules of who may log in', 'logins', 'select * from pg_hba_file_rules'),
  stopped(
    'a replication slot',
    "everybody's rows, streamed",
    `select pg_create_logical_replication_slot('planted', 'pgoutput')`,
  ),
  stopped(
    'an untrusted language',
    'a shell',
    `create function pg_temp.f() returns int language c as 'libc', 'system'`,
  ),
  {
    name: 'large objects of other tenants',
    gain: "what the app has put into B's",
    steps: [
      `select convert_from(lo_get(oid), 'UTF8') as data from pg_largeobject_metadata where pg_get_userbyid(lomowner) = 'tenantry_app'`,
    ],
    ...everywhere('not stopped'),
    why: 'large objects know no policies: whatever tenantry_app has made belongs to all tenants. Keep files elsewhere, or in bytea columns',
  },
]
