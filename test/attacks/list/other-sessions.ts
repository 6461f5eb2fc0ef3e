import { rowsIn } from '../answers.js'
import { type Attack, everywhere } from '../attack.js'

const asLogin = 'whoever has become the login by RESET ROLE stands beside its other sessions'
const one = 'it has one session'

/** Attacks on what runs beside them. In every one of them B has a transaction open on another connection. */
export const otherSessions: readonly Attack[] = [
  {
    name: 'what other sessions run, as tenantry_app',
    gain: "the text of B's statements",
    steps: [`select query from pg_stat_activity where pid <> pg_backend_pid()`],
    ...everywhere('contained'),
    notOnPglite: one,
  },
  {
    name: 'what other sessions run, after RESET ROLE',
    gain: "the text of B's statements, without their parameters",
    steps: ['reset role', 'select query from pg_stat_activity where pid <> pg_backend_pid()'],
    ...everywhere('not stopped'),
    why: `${asLogin}, and reads their texts: pass values as parameters, never as literals`,
    notOnPglite: one,
  },
  {
    name: 'another session ended, as tenantry_app',
    gain: "the end of B's transaction",
    steps: [
      `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database() and usename = session_user`,
    ],
    ...everywhere('stopped'),
    notOnPglite: one,
  },
  {
    name: 'another session ended, after RESET ROLE',
    gain: "the end of B's transaction",
    steps: [
      'reset role',
      `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database() and usename = session_user`,
    ],
    ...everywhere('not stopped'),
    why: `${asLogin}, and may end them`,
    notOnPglite: one,
  },
  {
    name: 'NOTIFY to whoever listens',
    gain: 'a message that seems to come from the app',
    steps: [`notify tenantry_attacks, 'planted'`],
    ...everywhere('not stopped'),
    why: 'NOTIFY needs no privilege: take what comes over a channel for a hint, never for a fact',
    notOnPglite: one,
  },
  {
    name: 'an advisory lock of the transaction',
    gain: 'an app that waits',
    steps: ['select pg_advisory_xact_lock(815)'],
    ...everywhere('not stopped'),
    why: 'advisory locks are numbers that everybody may take: time-outs (statementTimeoutMs) end the waiting',
    notOnPglite: one,
  },
  {
    name: 'LOCK TABLE',
    gain: 'a table that stands still',
    steps: [`set local lock_timeout = '2s'`, 'lock table comments in access exclusive mode'],
    ...everywhere('not stopped'),
    why: 'whoever may update a table may lock it until the transaction ends: time-outs (idleTimeoutMs, statementTimeoutMs) end it',
    notOnPglite: one,
  },
  {
    name: 'locks of other sessions',
    gain: 'how busy other tenants are',
    steps: [`select count(*)::int as others from pg_locks where pid <> pg_backend_pid()`],
    gained: (answers) =>
      rowsIn(answers).some(({ others }) => Number(others) > 0) ? 'that others work' : null,
    ...everywhere('not stopped'),
    why: 'Postgres shows locks to everybody: oids, and no value',
    notOnPglite: one,
  },
  {
    name: 'seals of other sessions in their texts',
    gain: "B's seal",
    steps: [
      'reset role',
      `select query from pg_stat_activity where query like '%v1.%' and pid <> pg_backend_pid()`,
    ],
    ...everywhere('contained'),
    notOnPglite: one,
  },
]
