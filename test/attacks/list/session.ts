import { sql } from 'drizzle-orm'
import { contacts } from '../../../schema/index.js'
import { rowsIn } from '../answers.js'
import { type Attack, byHandOnly, everywhere } from '../attack.js'

const setting = (name: string, gain: string, ...steps: readonly string[]): Attack => ({
  name,
  gain,
  steps,
  ...byHandOnly('contained'),
})

/** Attacks on what a session carries over to whoever gets its connection next. */
export const session: readonly Attack[] = [
  setting(
    'search_path for the session',
    'a next tenant whose names mean something else',
    'set search_path = pg_temp, nowhere',
  ),
  setting(
    'row_security off for the session',
    'a next tenant whose queries all fail',
    'set row_security = off',
  ),
  setting(
    'time-outs for the session',
    'a next tenant that is cut off',
    'set statement_timeout = 77000',
    'set lock_timeout = 77000',
    'set idle_in_transaction_session_timeout = 77000',
    'set idle_session_timeout = 77000',
  ),
  setting(
    'how texts are read, for the session',
    'literals of the next tenant that end early',
    'set standard_conforming_strings = off',
    'set backslash_quote = on',
  ),
  setting(
    'client_encoding for the session',
    'texts of the next tenant that end early, or arrive garbled',
    `set client_encoding = 'LATIN1'`,
  ),
  setting(
    'how values are written, for the session',
    'wrong dates and numbers for the next tenant',
    `set datestyle = 'German'`,
    `set timezone = 'Asia/Tokyo'`,
    'set extra_float_digits = -5',
    `set bytea_output = 'escape'`,
  ),
  setting('constraints and plans for the session', 'slow queries', 'set enable_indexscan = off'),
  setting(
    'what an error of the next tenant would tell',
    'its parameters, in the log',
    'set log_parameter_max_length_on_error = -1',
  ),
  {
    name: 'a setting for the session by a chunk in ORDER BY',
    gain: 'a next tenant whose names mean something else',
    steps: [
      (tx) =>
        tx
          .select({ id: contacts.id })
          .from(contacts)
          .orderBy(sql.raw(`set_config('search_path', 'nowhere', false)`)),
    ],
    ...byHandOnly('contained'),
  },
  {
    name: 'a role for the session by a chunk in WHERE',
    gain: 'queries outside any tenant that run as A',
    steps: [
      (tx) =>
        tx
          .select({ id: contacts.id })
          .from(contacts)
          .where(
            sql.raw(
              `(set_config('app.tenant_id', current_setting('app.tenant_id'), false), set_config('role', 'tenantry_app', false)) is not null`,
            ),
          ),
    ],
    ...byHandOnly('contained'),
  },
  {
    name: 'an advisory lock of the session',
    gain: 'a lock that the app waits for, for ever',
    steps: ['select pg_advisory_lock(817)'],
    ...byHandOnly('contained'),
  },
  {
    name: 'an advisory lock of the session by a chunk in a column',
    gain: 'a lock that the app waits for, for ever',
    steps: [
      (tx) =>
        tx
          .select({ id: contacts.id, lock: sql.raw('pg_advisory_lock(816)') as ReturnType<typeof sql> })
          .from(contacts),
    ],
    ...byHandOnly('contained'),
  },
  {
    name: 'lastval()',
    gain: "the number that the connection's last tenant was given",
    steps: ['select lastval()'],
    gained: (answers) => (rowsIn(answers).length > 0 ? 'a number of B’s' : null),
    ...byHandOnly('stopped'),
  },
  {
    name: 'currval() of a sequence',
    gain: "the number that the connection's last tenant was given",
    steps: [`select currval('comments_id_seq')`],
    gained: (answers) => (rowsIn(answers).length > 0 ? 'a number of B’s' : null),
    ...byHandOnly('stopped'),
  },
  {
    name: 'setseed()',
    gain: "the next tenant's random(), foretold",
    steps: ['select setseed(0.25)', 'select random() as foretold', 'select setseed(0.25)'],
    defect: ['node-postgres', 'postgres.js', 'pglite'],
    ...byHandOnly('contained'),
  },
  {
    name: 'setseed() by a chunk in ORDER BY',
    gain: "the next tenant's random(), foretold",
    steps: [
      'select setseed(0.75)',
      'select random() as foretold',
      (tx) => tx.select({ id: contacts.id }).from(contacts).orderBy(sql.raw(`setseed(0.75)::text`)).limit(1),
    ],
    defect: ['node-postgres', 'postgres.js', 'pglite'],
    ...byHandOnly('contained'),
  },
  {
    name: 'a cursor WITH HOLD',
    gain: "A's rows in B's transaction",
    steps: ['declare kept cursor with hold for select name from contacts'],
    ...byHandOnly('contained'),
  },
  {
    name: 'cursors that somebody has left',
    gain: "B's rows",
    steps: ['select name, statement from pg_cursors'],
    ...everywhere('contained'),
  },
  {
    name: 'LISTEN',
    gain: 'messages that other tenants send',
    steps: ['listen gossip'],
    ...byHandOnly('contained'),
  },
  {
    name: 'a prepared name',
    gain: "a statement that waits for B's transaction",
    steps: ['prepare planted as select name from contacts'],
    ...byHandOnly('contained'),
  },
  {
    name: 'DEALLOCATE ALL',
    gain: "a next tenant whose driver's statements are gone",
    steps: ['deallocate all'],
    defect: ['node-postgres', 'postgres.js'],
    ...byHandOnly('contained'),
  },
  {
    name: 'DEALLOCATE ALL in a DO block',
    gain: "a next tenant whose driver's statements are gone",
    steps: [`do $$ begin execute 'deallocate all'; end $$`],
    defect: ['node-postgres', 'postgres.js'],
    ...byHandOnly('contained'),
  },
  {
    name: "another statement under the names of the driver's",
    gain: "SQL of A's that runs as B",
    steps: [
      `do $$ declare taken record; begin
        for taken in select name, array_to_string(parameter_types, ', ') as types from pg_prepared_statements where not from_sql loop
          execute format('deallocate %I', taken.name);
          execute format('prepare %I%s as select ''planted'' as name', taken.name,
            case taken.types when '' then '' else format('(%s)', taken.types) end);
        end loop;
      end $$`,
    ],
    defect: ['node-postgres', 'postgres.js'],
    ...byHandOnly('contained'),
  },
  {
    name: 'texts of statements that the connection has prepared for others',
    gain: 'values that stood in them as literals',
    steps: ['select statement from pg_prepared_statements'],
    ...everywhere('not stopped'),
    why: 'what a driver has prepared by a name stays on its connection, to be read as text: pass values as parameters, never as literals',
    notOnPglite: 'it prepares nothing by name',
  },
  {
    name: 'DISCARD ALL',
    gain: 'a next tenant without what the driver keeps',
    steps: ['discard all'],
    ...everywhere('stopped'),
  },
  {
    name: 'DISCARD TEMP, PLANS, SEQUENCES',
    gain: 'confusion',
    steps: ['discard temp', 'discard plans', 'discard sequences'],
    ...everywhere('contained'),
  },
  {
    name: 'a library loaded into the session',
    gain: 'code in the server',
    steps: [`load 'auto_explain'`],
    ...everywhere('stopped'),
  },
  {
    name: 'notices about everything',
    gain: 'texts and plans of the next tenant',
    steps: ['set client_min_messages = debug5', 'set debug_print_plan = on'],
    ...byHandOnly('contained'),
  },
  {
    name: 'the end of the own session',
    gain: 'a connection that the pool loses',
    steps: ['select pg_terminate_backend(pg_backend_pid())'],
    ...everywhere('stopped'),
    notOnPglite: 'it has one backend',
  },
  {
    name: 'COPY TO STDOUT of much',
    gain: "a connection that its driver cannot use any more: B's rows obey the policies",
    // Nobody reads what comes.
    steps: [(tx) => tx.execute(`copy (select repeat('x', 3000000)) to stdout`).then(() => [])],
    hangs: ['postgres.js'],
    ...everywhere('contained'),
  },
  {
    name: 'COPY FROM STDIN',
    gain: 'a connection that waits for data that nobody sends',
    steps: ['copy contacts from stdin'],
    ...everywhere('stopped'),
  },
]
