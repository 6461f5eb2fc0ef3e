import { eq, sql } from 'drizzle-orm'
import { contacts, invoices } from '../../schema/index.js'
import type { TenantTx } from '../../src/runtime/context/tenant-tx.js'
import type { TransactionOptions } from '../../src/runtime/context/transaction-options.js'
import type { ReferenceDb } from '../../test/runtime/context/drivers.js'
import { rowsOf } from '../../test/runtime/context/drivers.js'

type Tx = TenantTx<ReferenceDb>

/** What an action needs besides its transaction. */
export interface Hand {
  readonly random: () => number
  /** A name of its own for a row that it writes. */
  readonly mark: string
}

/** The tenants of the rows that an action has seen. */
type Seen = readonly { readonly t: string | null }[]

export interface Action {
  readonly name: string
  /** How often it comes, against the others. */
  readonly weight: number
  /** `one` for `withTenant.one`. */
  readonly one?: true
  readonly options?: TransactionOptions
  /** Milliseconds after which the transaction is aborted, at most. */
  readonly abortWithinMs?: number
  readonly run: (tx: Tx, hand: Hand) => Promise<Seen>
  /** Codes of the errors that it may end with; null for none. */
  readonly ends: readonly (string | null)[]
  /** Whether a row named after its mark is there once it has ended without an error. */
  readonly keeps?: true
}

const read = (tx: Tx): Promise<Seen> =>
  tx.select({ t: invoices.tenantId }).from(invoices).limit(20) as Promise<Seen>
const write = async (tx: Tx, { mark }: Hand): Promise<Seen> =>
  tx.insert(contacts).values({ name: mark }).returning({ t: contacts.tenantId })

const boom = Object.assign(new Error('boom'), { code: 'boom' })
const aborted = 'aborted'

/** What transactions do, and how they go wrong. */
const actions: readonly Action[] = [
  { name: 'a read', weight: 30, run: read, ends: [null] },
  {
    name: 'a raw read with a literal',
    weight: 8,
    run: async (tx, { random }) =>
      rowsOf<{ t: string }>(
        await tx.execute(
          sql.raw(
            `select tenant_id as t from invoices where total > ${Math.floor(random() * 1e9) - 1e9} limit 20`,
          ),
        ),
      ),
    ends: [null],
  },
  {
    name: 'a relational read',
    weight: 5,
    run: async (tx) => {
      const rows = await tx.query.invoices.findMany({ with: { lines: true }, limit: 5 })
      return rows.map(({ tenantId }) => ({ t: tenantId }))
    },
    ends: [null],
  },
  { name: 'withTenant.one', weight: 12, one: true, run: read, ends: [null] },
  { name: 'a write', weight: 12, run: write, ends: [null], keeps: true },
  {
    name: 'a write, changed and deleted',
    weight: 4,
    run: async (tx, hand) => {
      const seen = await write(tx, hand)
      await tx.update(contacts).set({ email: 'soak@example.com' }).where(eq(contacts.name, hand.mark))
      await tx.delete(contacts).where(eq(contacts.name, hand.mark))
      return seen
    },
    ends: [null],
  },
  {
    name: 'savepoints, one rolled back',
    weight: 6,
    run: async (tx, hand) => {
      const seen = await tx.transaction((inner) => write(inner, hand))
      await tx
        .transaction(async (inner) => {
          await inner.transaction((deep) => write(deep, hand))
          throw boom
        })
        .catch(() => {})
      return [...seen, ...(await read(tx))]
    },
    ends: [null],
    keeps: true,
  },
  {
    name: 'an error of the callback',
    weight: 5,
    run: async (tx, hand) => {
      await write(tx, hand)
      throw boom
    },
    ends: ['boom'],
  },
  {
    name: 'an error of SQL',
    weight: 3,
    run: async (tx, hand) => {
      await write(tx, hand)
      await tx.execute(sql`select 1 / 0`)
      return []
    },
    ends: ['22012'],
  },
  {
    name: 'an error of SQL, swallowed',
    weight: 2,
    run: async (tx, hand) => {
      await write(tx, hand)
      await tx.execute(sql`select 1 / 0`).catch(() => {})
      return []
    },
    ends: ['TEN605'],
  },
  {
    name: 'an error of SQL, swallowed with its savepoint',
    weight: 2,
    run: async (tx, hand) => {
      await tx.transaction((inner) => inner.execute(sql`select 1 / 0`)).catch(() => {})
      return write(tx, hand)
    },
    ends: [null],
    keeps: true,
  },
  {
    name: 'a query that nobody awaits',
    weight: 2,
    run: async (tx) => {
      void read(tx).then(
        () => {},
        () => {},
      )
      return []
    },
    ends: [null],
  },
  {
    name: 'a time-out',
    weight: 1,
    options: { statementTimeoutMs: 5 },
    run: async (tx, hand) => {
      await write(tx, hand)
      await tx.execute(sql`select pg_sleep(1)`)
      return []
    },
    ends: ['57014'],
  },
  {
    name: 'an abort',
    weight: 3,
    abortWithinMs: 15,
    run: async (tx, hand) => {
      await write(tx, hand)
      await tx.execute(sql`select pg_sleep(${hand.random() * 0.02})`)
      return read(tx)
    },
    ends: [null, aborted],
    keeps: true,
  },
  {
    name: 'a COMMIT of the callback',
    weight: 1,
    run: async (tx) => {
      const seen = await read(tx)
      await tx.execute(sql.raw('commit')).catch(() => {})
      await read(tx).catch(() => {})
      return seen
    },
    ends: ['TEN615'],
  },
  {
    name: 'things left in the session',
    weight: 2,
    run: async (tx) => {
      await tx.execute(
        sql.raw(
          `select set_config('search_path', 'nowhere', false), set_config('role', 'tenantry_app', false), pg_advisory_lock((random() * 1000000)::int)`,
        ),
      )
      await tx.execute(sql.raw('listen gossip'))
      return []
    },
    ends: [null],
  },
]

const total = actions.reduce((sum, { weight }) => sum + weight, 0)

export const actionAt = (at: number): Action => {
  let left = at * total
  for (const action of actions) {
    left -= action.weight
    if (left < 0) return action
  }
  return actions[0] as Action
}
