import { companyB } from '../../isolation/seed.js'
import { rowsIn } from '../answers.js'
import { type Answer, type Attack, everywhere } from '../attack.js'

const nobody = '0c000000-0000-4000-8000-0000000000c1'
const theirs = {
  project: '0b010000-0000-4000-8000-000000000001',
  invoice: '0b040000-0000-4000-8000-000000000001',
  person: '0b0e0000-0000-4000-8000-000000000001',
}
const keys =
  'a key without the tenant column, the primary key among them, is the same for all tenants: use random ids, and put the tenant into every other key'
const numbers =
  'a serial column counts for all tenants, and whoever may insert may take numbers and see the last one (pg_sequences): use random ids where that matters'
const statistics = 'statistics and plans are made over all tenants: they tell how much there is, and no value'

/** Whether any number in the answers is larger than what one tenant has. */
const more = (than: number) => (answers: readonly Answer[]) =>
  rowsIn(answers).some((row) => Object.values(row).some((value) => Number(value) > than))
    ? 'how much all tenants have'
    : null

/** The first rows of A's are three; B has hundreds. */
const manyRows = 100

/** Attacks that tell something of B without showing a row. */
export const knowledge: readonly Attack[] = [
  {
    name: 'a primary key that is taken',
    gain: "whether B's row exists",
    steps: [`insert into invoices (id, number, total) values ('${theirs.invoice}', 'X-1', 1)`],
    instead: [`insert into invoices (id, number, total) values ('${nobody}', 'X-1', 1)`],
    ...everywhere('not stopped'),
    why: keys,
  },
  {
    name: 'a primary key that is taken, by ON CONFLICT DO NOTHING',
    gain: "whether B's row exists",
    steps: [
      `insert into invoices (id, number, total) values ('${theirs.invoice}', 'X-1', 1) on conflict do nothing returning number`,
    ],
    instead: [
      `insert into invoices (id, number, total) values ('${nobody}', 'X-1', 1) on conflict do nothing returning number`,
    ],
    ...everywhere('not stopped'),
    why: keys,
  },
  {
    name: 'a unique name that is taken',
    gain: 'whether a tenant of that name exists',
    steps: [`update tenants set slug = 'globex'`],
    instead: [`update tenants set slug = 'nobody'`],
    ...everywhere('not stopped'),
    why: keys,
  },
  {
    name: 'a unique key that holds the tenant',
    gain: "whether B's invoice has this number",
    steps: [`insert into invoices (number, total) values ('B-0001', 1)`],
    instead: [`insert into invoices (number, total) values ('B-9999', 1)`],
    ...everywhere('contained'),
  },
  {
    name: 'a foreign key to a row of B',
    gain: "whether B's row exists",
    steps: [`insert into invoices (number, total, project_id) values ('X-1', 1, '${theirs.project}')`],
    instead: [`insert into invoices (number, total, project_id) values ('X-1', 1, '${nobody}')`],
    ...everywhere('not stopped'),
    why: 'the name of the foreign key that refuses the id tells whether the row is there: the simple key, or the one that holds the tenant',
  },
  {
    name: 'a foreign key to a person of B',
    gain: 'whether the person exists',
    steps: [`update tasks set assignee_id = '${theirs.person}'`],
    instead: [`update tasks set assignee_id = '${nobody}'`],
    ...everywhere('stopped'),
  },
  {
    name: 'an error that depends on a row of B',
    gain: 'any bit of B',
    steps: [
      `select 1 / (case when exists (select from contacts where tenant_id = '${companyB}') then 0 else 1 end)`,
    ],
    instead: [
      `select 1 / (case when exists (select from contacts where tenant_id = '${nobody}') then 0 else 1 end)`,
    ],
    ...everywhere('contained'),
  },
  {
    name: 'time that depends on a row of B',
    gain: 'any bit of B',
    steps: [`select pg_sleep(2) from contacts where tenant_id = '${companyB}'`],
    instead: [`select pg_sleep(2) from contacts where tenant_id = '${nobody}'`],
    ...everywhere('contained'),
  },
  {
    name: 'a lock on a row of B',
    gain: 'whether somebody works on it',
    steps: [`select id from contacts where tenant_id = '${companyB}' for update nowait`],
    instead: [`select id from contacts where tenant_id = '${nobody}' for update nowait`],
    ...everywhere('contained'),
  },
  {
    name: 'EXPLAIN: how many rows are expected',
    gain: 'about how many rows B has',
    steps: [`explain select from invoices where tenant_id = '${companyB}'`],
    instead: [`explain select from invoices where tenant_id = '${nobody}'`],
    ...everywhere('not stopped'),
    why: statistics,
  },
  {
    name: 'EXPLAIN ANALYZE: how many rows were passed over, and the time that it took',
    gain: 'how many rows all tenants have',
    steps: [
      'set local enable_indexscan = off',
      'set local enable_bitmapscan = off',
      'explain (analyze, costs off, timing off, summary off) select from invoices',
    ],
    gained: (answers) =>
      /Rows Removed by Filter: \d{3}/.test(JSON.stringify(answers)) ? 'how much all tenants have' : null,
    ...everywhere('not stopped'),
    why: statistics,
  },
  {
    name: 'the values that statistics keep',
    gain: "B's most common values",
    steps: [
      `select most_common_vals::text, histogram_bounds::text from pg_stats where tablename in ('contacts', 'invoices')`,
    ],
    gained: (answers) => (rowsIn(answers).length > 0 ? 'statistics of a table' : null),
    ...everywhere('contained'),
  },
  {
    name: 'the statistics themselves',
    gain: "B's most common values",
    steps: ['select stavalues1::text from pg_statistic'],
    ...everywhere('stopped'),
  },
  {
    name: 'the number of rows in the catalog',
    gain: 'how much all tenants have',
    steps: [`select reltuples from pg_class where oid = 'invoices'::regclass`],
    gained: more(manyRows),
    ...everywhere('not stopped'),
    why: statistics,
  },
  {
    name: 'the counters of the server',
    gain: 'how much all tenants write',
    steps: [
      `select n_tup_ins from pg_stat_user_tables where relname = 'invoices'`,
      `select pg_relation_size('invoices') as bytes`,
    ],
    gained: more(manyRows),
    ...everywhere('not stopped'),
    why: statistics,
  },
  {
    name: 'the last number of a sequence',
    gain: 'how much all tenants write',
    steps: ['select last_value from comments_id_seq'],
    ...everywhere('stopped'),
  },
  {
    name: 'the last number of a sequence by the view',
    gain: 'how much all tenants write',
    steps: [`select last_value from pg_sequences where sequencename = 'comments_id_seq'`],
    gained: more(0),
    ...everywhere('not stopped'),
    why: numbers,
  },
  {
    name: 'the next number of a sequence',
    gain: 'how much all tenants have written in between',
    steps: [`select nextval('comments_id_seq')`],
    gained: more(3),
    ...everywhere('not stopped'),
    why: numbers,
  },
  {
    name: 'the source of current_tenant()',
    gain: 'the keys of the seal',
    steps: [`select prosrc from pg_proc where proname = 'current_tenant'`],
    gained: (answers) => (/[0-9a-f]{64}/.test(JSON.stringify(answers)) ? 'a key' : null),
    ...everywhere('contained'),
  },
  {
    name: 'names in the catalog',
    gain: 'the names of tables, columns and policies',
    steps: [`select relname from pg_class where relname = 'jobs'`],
    gained: (answers) => (rowsIn(answers).length > 0 ? 'the name of a table that no tenant reads' : null),
    ...everywhere('not stopped'),
    why: 'Postgres shows its catalog to everybody: names, and no row',
  },
]
