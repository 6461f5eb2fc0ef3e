import { companyB } from '../../isolation/seed.js'
import { type Attack, byHandOnly, everywhere } from '../attack.js'

const enter = `select set_config('app.tenant_id', '${companyB}', true), set_config('role', 'tenantry_app', true)`
const read = 'select name from contacts'
const write = `insert into contacts (name) values ('Kept')`

/** Attacks on the transaction itself. */
export const transactions: readonly Attack[] = [
  {
    name: 'COMMIT, BEGIN, and in as B',
    gain: "B's rows",
    steps: ['commit', 'begin', enter, read],
    ...byHandOnly('stopped'),
  },
  {
    name: 'ROLLBACK, and in as B for the session',
    gain: "B's rows",
    steps: [
      'rollback',
      `select set_config('app.tenant_id', '${companyB}', false), set_config('role', 'tenantry_app', false)`,
      read,
    ],
    ...byHandOnly('stopped'),
  },
  {
    name: 'COMMIT AND CHAIN',
    gain: 'a transaction without a role',
    steps: ['commit and chain', enter, read],
    ...byHandOnly('stopped'),
  },
  {
    name: 'several statements in one text',
    gain: "B's rows",
    steps: [`select 1; commit; begin; ${enter}; ${read}`],
    ...byHandOnly('stopped'),
  },
  {
    name: 'several statements behind a comment that ends another',
    gain: "B's rows",
    steps: [`select 1 /* */; ${enter}; ${read} --`],
    ...byHandOnly('stopped'),
  },
  {
    name: 'COMMIT in a DO block',
    gain: 'the end of the transaction',
    steps: ['do $$ begin commit; end $$', enter, read],
    ...everywhere('stopped'),
  },
  {
    name: 'PREPARE TRANSACTION',
    gain: 'locks that no session holds',
    steps: [`prepare transaction 'planted'`],
    ...everywhere('stopped'),
  },
  {
    name: 'a savepoint released that withTenant has made',
    gain: 'a transaction whose savepoints are confused',
    steps: [
      (tx) =>
        tx.transaction(async (inner) => {
          for (const name of ['tenantry_1', 'sp1']) await inner.execute(`release savepoint ${name}`)
        }),
    ],
    ...everywhere('stopped'),
  },
  {
    name: 'a savepoint under the name of one that withTenant makes',
    gain: 'a rollback that undoes too little',
    steps: [
      (tx) =>
        tx.transaction(async (inner) => {
          for (const name of ['tenantry_1', 'sp1']) await inner.execute(`savepoint ${name}`)
          await inner.execute(write)
          throw new Error('undone')
        }),
      async (tx) => {
        const rows = await tx.execute(`select name from contacts where name = 'Kept'`)
        return { rows, undone: true }
      },
    ],
    ...everywhere('stopped'),
  },
  {
    name: 'another snapshot',
    gain: 'rows as they were',
    steps: [`set transaction snapshot '00000003-00000001-1'`],
    ...everywhere('stopped'),
  },
  {
    name: 'read only for the session',
    gain: 'a next tenant that cannot write',
    steps: ['set session characteristics as transaction read only'],
    ...byHandOnly('contained'),
  },
  {
    name: 'BEGIN inside',
    gain: 'a COMMIT that ends something else',
    // A warning.
    steps: ['begin', write, `delete from contacts where name = 'Kept'`],
    ...everywhere('contained'),
  },
]
