import { sql } from 'drizzle-orm'
import { contacts, invoices } from '../../../schema/index.js'
import { companyA, companyB, people } from '../../isolation/seed.js'
import { type Attack, everywhere } from '../attack.js'

const theirs = {
  project: '0b010000-0000-4000-8000-000000000001',
  invoice: '0b040000-0000-4000-8000-000000000001',
}
const read = (name: string, ...steps: Attack['steps']): Attack => ({
  name,
  gain: "B's rows",
  steps,
  ...everywhere('contained'),
})
const write = (
  name: string,
  gain: string,
  outcome: 'stopped' | 'contained',
  ...steps: Attack['steps']
): Attack => ({
  name,
  gain,
  steps,
  ...everywhere(outcome),
})

/** Attacks on the rows themselves. */
export const rows: readonly Attack[] = [
  read("B's rows by B's id", `select name from contacts where tenant_id = '${companyB}'`),
  read(
    'everything or nothing',
    'select name from contacts where true or false union all select title from tasks',
  ),
  {
    name: 'a UNION behind a chunk in WHERE',
    gain: "B's rows",
    steps: [
      (tx) =>
        tx
          .select({ name: contacts.name })
          .from(contacts)
          .where(sql.raw(`false union all select number from invoices where true`)),
    ],
    byHand: 'contained',
    // The predicate that is added puts the chunk in parentheses.
    plain: 'stopped',
    sealed: 'stopped',
  },
  read('a subquery in a chunk', (tx) =>
    tx
      .select({ name: sql.raw(`(select string_agg(name, ',') from contacts)`) as ReturnType<typeof sql> })
      .from(invoices),
  ),
  read('query_to_xml', `select query_to_xml('select name from contacts', true, false, '')`),
  read('table_to_xml', `select table_to_xml('contacts', true, false, '')`),
  read('ts_stat over a query', `select word from ts_stat('select to_tsvector(name) from contacts')`),
  read('COPY TO of a query', 'copy (select name from contacts) to stdout'),
  read('COPY TO of a table', 'copy contacts to stdout'),
  read('EXECUTE of a prepared query', 'prepare q as select name from contacts', 'execute q', 'deallocate q'),
  read(
    'a cursor that scrolls',
    'declare c scroll cursor for select name from contacts',
    'fetch last from c',
    'fetch backward all from c',
  ),
  read(
    'a lateral join with everything',
    'select c.name, t.title from contacts c, lateral (select title from tasks) t',
  ),
  read('a sample of the pages', 'select name from contacts tablesample system (100)'),
  read(
    'a row by where it lies',
    `select name from contacts where ctid in ('(0,1)', '(0,2)', '(0,3)', '(0,4)', '(0,5)')`,
  ),
  read(
    'a condition that raises what it sees',
    `select name from contacts where case when name ilike 'g%' then name::int = 1 else false end`,
  ),
  read('people of other companies', 'select name, email from users', 'select user_id from memberships'),
  read('notes two keys away', 'select body from invoice_line_notes', 'select description from invoice_lines'),
  read(
    "what another tenant's helper functions would say",
    `select tenantry.public_memberships_user_id_may_refer('${people.onlyB}') as theirs`,
  ),
  write('the jobs of all tenants', "B's names in their payload", 'stopped', 'select payload from jobs'),
  write(
    "an insert in B's name",
    "a row among B's",
    'stopped',
    `insert into contacts (tenant_id, name) values ('${companyB}', 'Planted')`,
  ),
  write('a row moved to B', "a row among B's", 'stopped', `update contacts set tenant_id = '${companyB}'`),
  write(
    "a row that points at B's",
    "B's name, by a join",
    'stopped',
    `insert into invoices (number, total, project_id) values ('X', 1, '${theirs.project}')`,
  ),
  write(
    "a line on B's invoice",
    "a line among B's",
    'stopped',
    `insert into invoice_lines (invoice_id, description, price) values ('${theirs.invoice}', 'Planted', 1)`,
  ),
  write(
    "B's person made a member of A",
    "B's person, by name",
    'stopped',
    `insert into memberships (tenant_id, user_id) values ('${companyA}', '${people.onlyB}')`,
  ),
  write(
    "B's rows deleted",
    "less of B's",
    'contained',
    `delete from contacts where tenant_id = '${companyB}'`,
    `delete from invoices where id = '${theirs.invoice}'`,
  ),
  write(
    "B's rows changed",
    "something of A's in B's",
    'contained',
    `update contacts set name = 'Planted' where tenant_id = '${companyB}'`,
  ),
  write(
    "an upsert onto B's row",
    "B's row, changed or returned",
    'stopped',
    `insert into invoices (id, number, total) values ('${theirs.invoice}', 'X', 1) on conflict (id) do update set number = 'Planted' returning number`,
  ),
  write(
    "a MERGE onto B's row",
    "B's row, changed",
    'stopped',
    `merge into invoices i using (values ('${theirs.invoice}'::uuid)) v (id) on i.id = v.id when matched then update set number = 'Planted' when not matched then insert (id, number, total) values (v.id, 'X', 1)`,
  ),
  write(
    'a row for all tenants',
    'a contact that B sees',
    'stopped',
    `insert into contacts (tenant_id, name) values (null, 'Planted')`,
  ),
  write(
    'a shared row changed',
    'a contact that B sees',
    'contained',
    `update contacts set name = 'Planted' where tenant_id is null`,
  ),
  write('a plan changed', 'a price for everybody', 'stopped', `update plans set price = 0`),
  write(
    "the own tenant's status",
    'a tenant that nobody can suspend',
    'stopped',
    `update tenants set status = 'active'`,
  ),
  write('the audit log', 'traces', 'stopped', 'delete from tenantry.security_audit_log'),
  write(
    "an audit entry in B's name",
    'a false trace',
    'stopped',
    `insert into tenantry.security_audit_log (tenant_id, event) values ('${companyB}', 'planted')`,
  ),
]
