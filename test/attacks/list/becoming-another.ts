import { sql } from 'drizzle-orm'
import { contacts } from '../../../schema/index.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { type Attack, byHandOnly, everywhere, withoutSeal } from '../attack.js'

const become = `select set_config('app.tenant_id', '${companyB}', true)`
const read = 'select name from contacts'
const why = 'the plain context is a setting, which every SQL statement may change: set a key'

/** Attacks that set another tenant's id. */
export const becomingAnother: readonly Attack[] = [
  {
    name: 'set_config of the tenant for the transaction, then a read without the tenant column',
    gain: "B's rows",
    steps: [become, read],
    ...withoutSeal,
    why,
  },
  {
    name: 'the same, then a read with the tenant column',
    gain: "B's rows",
    steps: [become, 'select tenant_id, name from contacts'],
    // The tripwire knows the column.
    ...byHandOnly('stopped'),
  },
  {
    name: 'SET LOCAL of the tenant',
    gain: "B's rows",
    steps: [`set local app.tenant_id = '${companyB}'`, read],
    ...withoutSeal,
    why,
  },
  {
    name: 'SET SESSION of the tenant',
    gain: "B's rows",
    steps: [`set session app.tenant_id = '${companyB}'`, read],
    ...withoutSeal,
    why,
  },
  {
    name: 'the tenant set by a DO block that reads in the same breath',
    gain: "B's rows, by a notice",
    steps: [
      `do $$ declare found text; begin
        perform set_config('app.tenant_id', '${companyB}', true);
        select string_agg(name, ', ') into found from contacts;
        raise notice '%', found;
      end $$`,
    ],
    ...withoutSeal,
    why,
    notOnPglite: 'notices are not listened to',
  },
  {
    name: 'the tenant set after RESET ROLE, then the role again',
    gain: "B's rows",
    steps: ['reset role', become, 'set local role tenantry_app', read],
    ...withoutSeal,
    why,
  },
  {
    name: 'the tenant set under an open cursor',
    gain: "B's rows",
    steps: [`declare c cursor for ${read}`, become, 'fetch all from c'],
    ...withoutSeal,
    why,
  },
  {
    name: 'the tenant set inside the statement that reads',
    gain: "B's rows",
    steps: [`with b as materialized (${become}) select name from b, contacts`],
    ...withoutSeal,
    why,
  },
  {
    name: 'the tenant set in a savepoint that is rolled back after the read',
    gain: "B's rows, without a trace",
    steps: ['savepoint s', become, read, 'rollback to savepoint s'],
    ...withoutSeal,
    why,
  },
  {
    name: "the tenant set in a builder's ORDER BY, then a read",
    gain: "B's rows",
    steps: [
      (tx) =>
        tx
          .select({ id: contacts.id })
          .from(contacts)
          .orderBy(sql.raw(`(${become})`)),
      (tx) => tx.select({ name: contacts.name }).from(contacts),
    ],
    // The builder's own predicate still names A.
    byHand: 'not stopped',
    plain: 'contained',
    sealed: 'stopped',
  },
  {
    name: "the tenant set in a builder's WHERE for the session",
    gain: "B's rows, also in later queries outside any tenant",
    steps: [
      (tx) =>
        tx
          .select({ id: contacts.id })
          .from(contacts)
          .where(sql.raw(`set_config('app.tenant_id', '${companyB}', false) is not null`)),
      read,
    ],
    ...withoutSeal,
    why,
  },
  {
    name: 'a write into B after the switch',
    gain: "a row among B's",
    steps: [become, `insert into contacts (tenant_id, name) values ('${companyB}', 'Planted')`],
    ...withoutSeal,
    why,
  },
  {
    name: 'an insert whose tenant column is left out, after the switch',
    gain: "a row among B's",
    steps: [become, `insert into contacts (name) values ('Planted')`],
    ...withoutSeal,
    why,
  },
  {
    name: 'no tenant at all',
    gain: "everybody's rows",
    steps: [`select set_config('app.tenant_id', '', true)`, read],
    ...everywhere('stopped'),
  },
  {
    name: 'RESET of the tenant',
    gain: "everybody's rows",
    steps: ['reset app.tenant_id', read],
    ...everywhere('stopped'),
  },
  {
    name: "A's own seal under B's name",
    gain: "B's rows",
    steps: [
      become,
      `select set_config('app.tenant_seal', replace(current_setting('app.tenant_seal', true), '.0.', '.1.'), true)`,
      read,
    ],
    ...withoutSeal,
    why,
  },
  {
    name: 'an empty seal',
    gain: "B's rows",
    steps: [become, `set local app.tenant_seal = ''`, read],
    ...withoutSeal,
    why,
  },
  {
    name: 'a seal of the right shape',
    gain: "B's rows",
    steps: [
      become,
      `select set_config('app.tenant_seal', 'v1.' || repeat('0', 16) || '.9999999999.0.' || repeat('0', 64), true)`,
      read,
    ],
    ...withoutSeal,
    why,
  },
  {
    name: 'the keys of the seal',
    gain: 'seals for every tenant',
    steps: ['select ipad, opad from tenantry.seal_key'],
    ...everywhere('stopped'),
  },
  {
    name: 'a seal taken along into a transaction of its own',
    gain: 'a context that outlives the callback',
    steps: [
      `select set_config('app.kept', coalesce(current_setting('app.tenant_seal', true), ''), false)`,
      'commit',
      'begin',
      `select set_config('app.tenant_id', '${companyA}', false), set_config('app.tenant_seal', current_setting('app.kept'), false), set_config('role', 'tenantry_app', false)`,
    ],
    ...byHandOnly('stopped'),
  },
]
