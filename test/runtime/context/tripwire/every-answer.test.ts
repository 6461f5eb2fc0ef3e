import { count, eq, ne, sql } from 'drizzle-orm'
import { alias, type PgSelect, pgView, union } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as schema from '../../../../schema/index.js'
import { createContext } from '../../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../../engine/database.js'
import { companyA, companyB } from '../../../isolation/seed.js'
import { type Connected, connect, drivers, type ReferenceDb } from '../drivers.js'
import { refusal } from '../refusal.js'
import { openDatabase } from './open-database.js'

const { contacts, invoices, projects, tasks, tenants } = schema
const { withTenant } = createContext({ seal: { key: () => undefined }, layers: { predicate: false } })

type Tx = Parameters<Parameters<typeof withTenant<ReferenceDb, unknown>>[2]>[0]
type Attack = (tx: Tx) => Promise<unknown>

/** Everybody's invoices, as a view of drizzle's. */
const everybodys = pgView('everybodys_invoices').as((qb) => qb.select().from(invoices))
const other = alias(invoices, 'other')

/** Statements that give rows of both companies when nothing but the tripwire stands in their way. */
const attacks: Readonly<Record<string, Attack>> = {
  'a select': (tx) => tx.select().from(invoices),
  'a select of some columns under other names': (tx) =>
    tx.select({ nested: { whose: invoices.tenantId }, what: invoices.number }).from(invoices),
  'the root, by its key': (tx) => tx.select({ key: tenants.id }).from(tenants),
  'a table that has rows for all besides': (tx) => tx.select().from(contacts),
  'an inner join': (tx) =>
    tx.select().from(invoices).innerJoin(projects, eq(invoices.projectId, projects.id)),
  'the other side of an outer join': (tx) =>
    tx
      .select({ mine: invoices.id, theirs: projects.tenantId })
      .from(invoices)
      .leftJoin(projects, ne(projects.tenantId, invoices.tenantId))
      .where(eq(invoices.tenantId, companyA)),
  'an alias': (tx) => tx.select().from(other),
  'a subquery': (tx) => {
    const sub = tx.select({ whose: invoices.tenantId, id: invoices.id }).from(invoices).as('sub')
    return tx.select({ id: sub.id, whose: sub.whose }).from(sub)
  },
  'a common table expression': (tx) => {
    const cte = tx.$with('cte').as(tx.select().from(invoices))
    return tx.with(cte).select().from(cte)
  },
  'a set operation, which has no origins': (tx) =>
    union(
      tx.select({ whose: invoices.tenantId }).from(invoices),
      tx.select({ whose: projects.tenantId }).from(projects),
    ),
  'distinct rows': (tx) => tx.selectDistinct({ whose: invoices.tenantId }).from(invoices),
  groups: (tx) =>
    tx.select({ whose: invoices.tenantId, count: count() }).from(invoices).groupBy(invoices.tenantId),
  'a dynamic query': (tx) => {
    const query = tx.select().from(invoices).$dynamic() as PgSelect
    return query.limit(100) as unknown as Promise<unknown>
  },
  'rows that are locked': (tx) => tx.select().from(invoices).for('update'),
  'a prepared statement': (tx) =>
    tx
      .select()
      .from(invoices)
      .where(ne(invoices.number, sql.placeholder('not')))
      .prepare('everybodys')
      .execute({ not: 'x' }),
  'all() of a prepared statement': (tx) =>
    (
      tx.select({ whose: invoices.tenantId }).from(invoices).prepare('whose') as unknown as {
        all: () => Promise<unknown>
      }
    ).all(),
  'what an insert returns': (tx) =>
    tx.insert(contacts).values({ name: 'x', tenantId: companyB }).returning({ whose: contacts.tenantId }),
  'what an update returns': (tx) => tx.update(invoices).set({ total: '1' }).returning(),
  'what a delete returns': (tx) => tx.delete(tasks).where(eq(tasks.tenantId, companyB)).returning(),
  'a view of drizzle’s': (tx) => tx.select().from(everybodys),
  'a query in a savepoint': (tx) => tx.transaction((inner) => inner.select().from(invoices)),
  'a query in a savepoint of withTenant': (tx) =>
    withTenant(tx, companyA, (inner) => inner.select().from(invoices)),

  'a relational query': (tx) => tx.query.invoices.findMany(),
  'a relational query for one row': (tx) =>
    tx.query.invoices.findFirst({ where: eq(invoices.tenantId, companyB) }),
  'rows nested in a relational query': (tx) =>
    tx.query.plans
      .findMany({ columns: { name: true } })
      .then(() => tx.query.users.findMany({ columns: { name: true }, with: { memberships: true } })),
  'rows nested twice': (tx) =>
    tx.query.users.findMany({
      columns: { name: true },
      with: { comments: { columns: { body: true }, with: { task: { with: { project: true } } } } },
    }),
  'one nested row': (tx) =>
    tx.query.invoiceLines.findMany({ columns: { description: true } }).then(() =>
      tx.query.tasks.findMany({
        columns: { title: true },
        with: { project: { columns: { name: true, tenantId: true } } },
      }),
    ),
  'a relational query, prepared': (tx) =>
    tx.query.users
      .findMany({ columns: { name: true }, with: { memberships: { limit: 9 } } })
      .prepare('related')
      .execute(),

  'raw SQL': (tx) => tx.execute(sql`select * from invoices where ${1} = 1`),
  'raw SQL in a string': (tx) => tx.execute('select tenant_id from invoices'),
  'raw SQL over a function, which has no origins': (tx) => tx.execute(sql`select * from everybodys()`),
  'raw SQL over a set operation': (tx) =>
    tx.execute(sql`select tenant_id from invoices union all select tenant_id from projects`),
  'a recursive query': (tx) =>
    tx.execute(sql`with recursive r as (
      select id, tenant_id from tasks where parent_id is null
      union all select t.id, t.tenant_id from tasks t join r on t.parent_id = r.id
    ) select * from r`),
  'a view': (tx) => tx.execute(sql`select * from everybodys_invoices`),
  'a cursor': async (tx) => {
    await tx.execute(sql`declare everybody cursor for select tenant_id, number from invoices`)
    return tx.execute(sql`fetch all from everybody`)
  },
  'what raw SQL returns': (tx) => tx.execute(sql`update invoices set total = 1 returning tenant_id`),
}

/** The same for drivers that say where columns come from. */
const renamed: Readonly<Record<string, Attack>> = {
  'raw SQL that gives the column another name': (tx) =>
    tx.execute(sql`select number, tenant_id as whose from invoices`),
  'the root, in raw SQL': (tx) => tx.execute(sql`select id as key from tenants`),
  'a prepared statement of SQL': async (tx) => {
    await tx.execute(sql`prepare everybody as select tenant_id as whose from invoices`)
    try {
      return await tx.execute(sql`execute everybody`)
    } finally {
      await tx.execute(sql`deallocate everybody`).catch(() => {})
    }
  },
}

const foreign = (value: unknown): boolean =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner)).includes(companyB)

describe.each(drivers)('without row-level security, over %s', (driver) => {
  let database: TestDatabase
  let connected: Connected
  let db: ReferenceDb

  beforeAll(async () => {
    database = await openDatabase(driver)
    const superuser = await database.superuser()
    await superuser.exec(`
      create view everybodys_invoices as select * from invoices;
      create function everybodys() returns setof invoices language sql as 'select * from invoices';
      grant select on everybodys_invoices to tenantry_app`)
    connected = await connect(driver, database)
    db = connected.db
  })
  afterAll(async () => {
    await connected?.close()
    await database?.close()
  })

  const told = driver !== 'pglite'
  const all = Object.entries({ ...attacks, ...(told ? renamed : {}) })

  it.each(all)('the tripwire lets no stranger’s row through: %s', async (_, attack) => {
    const boom = new Error('roll back')
    let seen: unknown
    await withTenant(
      db,
      companyA,
      async (tx) => {
        const result = (await attack(tx)) as { readonly rows?: unknown }
        seen = result.rows ?? result
        throw boom
      },
      { tripwire: false },
    ).catch((error: unknown) => expect(error).toBe(boom))
    expect(foreign(seen)).toBe(true)

    let reached = false
    const error = await refusal(
      withTenant(db, companyA, async (tx) => {
        await attack(tx)
        reached = true
      }),
    )
    expect(error).toMatchObject({ name: 'TenancyError', code: 'TEN613' })
    expect(reached).toBe(false)
    expect(foreign(error.message)).toBe(false)
  })
})
