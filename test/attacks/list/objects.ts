import { companyB } from '../../isolation/seed.js'
import { type Attack, everywhere } from '../attack.js'

const stopped = (name: string, gain: string, ...steps: readonly string[]): Attack => ({
  name,
  gain,
  steps,
  ...everywhere('stopped'),
})
const shadow = "a name that B's queries find instead of the real one"

/** Attacks that make, change or take away what the database consists of. */
export const objects: readonly Attack[] = [
  stopped('a temporary table that shadows a real one', shadow, 'create temp table contacts (name text)'),
  stopped('a temporary view', shadow, `create temp view contacts as select 'planted'::text as name`),
  stopped('a temporary table by SELECT INTO', shadow, 'select 1 as x into temp table invoices'),
  stopped('a temporary sequence', shadow, 'create temp sequence comments_id_seq'),
  stopped(
    'a temporary function in the place of current_setting',
    "B's id for A",
    `create function pg_temp.current_setting(text, boolean) returns text language sql as 'select ''${companyB}'''`,
    'set local search_path = pg_temp, pg_catalog, public',
    'select name from contacts',
  ),
  stopped('a table in public', shadow, 'create table public.planted as select * from contacts'),
  stopped('a view in public', shadow, 'create view public.planted as select * from contacts'),
  stopped(
    'a materialized view in public',
    'rows without policies',
    'create materialized view public.planted as select * from contacts',
  ),
  stopped('a schema', shadow, 'create schema planted'),
  stopped(
    'a function in public',
    "SQL of A's that runs as B",
    `create function public.lower(text) returns text language sql as 'select ''planted'''`,
  ),
  stopped(
    'a definer function in tenantry',
    'the keys of the seal',
    `create function tenantry.planted() returns bytea language sql security definer as 'select ipad from tenantry.seal_key'`,
  ),
  stopped(
    'another current_tenant()',
    'every tenant',
    `create or replace function tenantry.current_tenant() returns uuid language sql as 'select ''${companyB}''::uuid'`,
  ),
  stopped(
    'an operator in public',
    'a condition that means something else',
    'create operator public.= (function = uuid_ne, leftarg = uuid, rightarg = uuid)',
  ),
  stopped(
    'a cast',
    'a condition that means something else',
    'create cast (uuid as integer) without function',
  ),
  stopped(
    'a trigger',
    "B's rows, written elsewhere",
    'create trigger planted before insert on contacts for each row execute function suppress_redundant_updates_trigger()',
  ),
  stopped(
    'a rule',
    "B's rows, written elsewhere",
    'create rule planted as on insert to contacts do instead nothing',
  ),
  stopped('a permissive policy', "everybody's rows", 'create policy planted on contacts using (true)'),
  stopped('a policy dropped', "everybody's rows", 'drop policy tenantry_guard on contacts'),
  stopped('a policy altered', "everybody's rows", 'alter policy tenantry_select on contacts using (true)'),
  stopped(
    'row-level security switched off',
    "everybody's rows",
    'alter table contacts disable row level security',
  ),
  stopped('FORCE taken away', 'blind keys', 'alter table contacts no force row level security'),
  stopped(
    'row_security off for the query',
    "everybody's rows",
    'set local row_security = off',
    'select name from contacts',
  ),
  stopped(
    'session_replication_role',
    'no triggers, no foreign keys',
    `set local session_replication_role = 'replica'`,
  ),
  stopped('TRUNCATE', "the end of everybody's rows", 'truncate contacts cascade'),
  stopped('DROP TABLE', "the end of everybody's rows", 'drop table contacts cascade'),
  stopped('an extension', 'functions that reach other databases', 'create extension postgres_fdw'),
  stopped(
    'a foreign server',
    'a connection past the policies',
    'create server planted foreign data wrapper postgres_fdw',
  ),
  stopped(
    'an event trigger',
    "SQL of A's in migrations",
    'create event trigger planted on ddl_command_start execute function suppress_redundant_updates_trigger()',
  ),
  stopped('a publication', "everybody's rows, streamed", 'create publication planted for all tables'),
  stopped('a collation, a type, a domain in public', shadow, 'create domain public.uuid as text'),
  stopped('an index', 'slow writes for everybody', 'create index planted on contacts (name)'),
  stopped('an index rebuilt', 'a table that stands still', 'reindex table contacts'),
  stopped('the numbers of a sequence set back', 'keys that collide', `select setval('comments_id_seq', 1)`),
]
