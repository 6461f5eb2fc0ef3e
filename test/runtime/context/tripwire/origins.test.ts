import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContext } from '../../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../../engine/database.js'
import type { Session } from '../../../engine/session.js'
import { connect, type Driver, type ReferenceDb, rowsOf } from '../drivers.js'
import { refusal } from '../refusal.js'
import { openDatabase } from './open-database.js'

/** Tenants are numbers here, and nothing but the manifest says whose rows are whose. */
const direct = (name: string, column = 'tenant_id') => ({
  schema: 'app',
  name,
  ownership: { kind: 'direct', column, shared: false },
  columns: [{ name: 'id' }, { name: column }],
})
// The log of this database takes uuids.
const plain = { type: 'bigint', seal: { key: () => undefined }, onLeak: async () => {} } as const
const { withTenant } = createContext({
  ...plain,
  tables: [
    {
      schema: 'app',
      name: 'firms',
      ownership: { kind: 'root', column: 'id' },
      columns: [{ name: 'id' }, { name: 'name' }],
    },
    direct('notes'),
    direct('events'),
    direct('animals', 'zoo'),
    direct('Odd "Name"', 'Whose?'),
    {
      schema: 'app',
      name: 'people',
      ownership: { kind: 'identity' },
      columns: [{ name: 'id' }, { name: 'zoo' }],
    },
  ],
})

const tables = `
  create schema app;
  create table app.firms (id bigint primary key, name text);
  create table app.notes (dropped int, id bigint, tenant_id bigint, body text);
  alter table app.notes drop column dropped;
  create table app.events (tenant_id bigint, id bigint, on_day int) partition by range (on_day);
  create table app.events_1 (on_day int, id bigint, tenant_id bigint);
  alter table app.events attach partition app.events_1 for values from (0) to (9);
  create table app.animals (id bigint, zoo bigint);
  create table app.birds (wings int) inherits (app.animals);
  create table app."Odd ""Name""" ("Whose?" bigint, id bigint);
  create table app.people (id bigint, zoo bigint);
  insert into app.firms values (1, 'one'), (2, 'two');
  insert into app.notes values (10, 1, 'mine'), (20, 2, 'theirs');
  insert into app.events values (1, 10, 1), (2, 20, 2);
  insert into app.birds values (10, 1, 2), (20, 2, 2);
  insert into app."Odd ""Name""" values (1, 10), (2, 20);
  insert into app.people values (30, 2);
  create view app.plain_view as select * from app.notes;
  create view app.view_of_view as select body, tenant_id from app.plain_view;
  create view app.joined as select n.body, f.id, n.tenant_id from app.notes n join app.firms f on f.id = n.tenant_id;
  create view app.firm_names as select name, id from app.firms;
  create view app.several as select n.id, f.name from app.notes n join app.firms f on f.id = n.tenant_id;
  create view app.keepers as select p.id, p.zoo, a.id as animal from app.people p join app.animals a on true;
  create materialized view app.stored as select * from app.notes;
  grant usage on schema app to tenantry_app;
  grant all on all tables in schema app to tenantry_app;`

describe.each<Driver>([
  'postgres.js',
  'node-postgres pool',
  'node-postgres client',
  'another driver like node-postgres',
])('where a column comes from, over %s', (driver) => {
  let database: TestDatabase
  let superuser: Session
  beforeAll(async () => {
    database = await openDatabase(driver)
    superuser = await database.superuser()
    await superuser.exec(tables)
  })
  afterAll(() => database?.close())

  /** A new pool, of which nothing is known yet. */
  const over = async <R>(fn: (db: ReferenceDb) => Promise<R>): Promise<R> => {
    const { db, close } = await connect(driver, database)
    try {
      return await fn(db)
    } finally {
      await close()
    }
  }
  const ask = (db: ReferenceDb, text: string) => withTenant(db, 1, (tx) => tx.execute(sql.raw(text)))
  // The generic adapter hears of a table only with its first answer, which is then looked at by names.
  const prepared = async (db: ReferenceDb) => {
    for (const name of [
      'firms',
      'notes',
      'events',
      'events_1',
      'animals',
      'birds',
      'people',
      'plain_view',
      'view_of_view',
      'joined',
      'firm_names',
      'several',
      'keepers',
      'stored',
    ]) {
      await ask(db, `select * from app.${name} where false`)
    }
    await ask(db, `select * from app."Odd ""Name""" where false`)
    await ask(db, 'select 1')
  }

  it.each([
    ['a table', 'select tenant_id as t from app.notes', 'app.notes.tenant_id'],
    ['the root', 'select id as t from app.firms', 'app.firms.id'],
    ['a partitioned table', 'select tenant_id as t from app.events', 'app.events.tenant_id'],
    ['a partition', 'select tenant_id as t from app.events_1', 'app.events_1.tenant_id'],
    ['a table with heirs', 'select zoo as t from app.animals', 'app.animals.zoo'],
    ['an heir', 'select zoo as t from app.birds', 'app.birds.zoo'],
    ['odd names', 'select "Whose?" as t from app."Odd ""Name"""', 'app.Odd "Name".Whose?'],
    ['a view', 'select tenant_id as t from app.plain_view', 'app.plain_view.tenant_id'],
    ['a view of a view', 'select tenant_id as t from app.view_of_view', 'app.view_of_view.tenant_id'],
    ['a view of two tables', 'select tenant_id as t from app.joined', 'app.joined.tenant_id'],
    ['a view of the root', 'select id as t from app.firm_names', 'app.firm_names.id'],
    ['a materialised view', 'select tenant_id as t from app.stored', 'app.stored.tenant_id'],
    [
      'both sides of an outer join',
      'select n.tenant_id as t from app.notes n right join app.firms f on n.id = f.id * 10 and f.id = 2',
      'app.notes.tenant_id',
    ],
  ])('is known for %s', (_, text, column) =>
    over(async (db) => {
      await prepared(db)
      expect(
        rowsOf(await withTenant(db, 1, (tx) => tx.execute(sql.raw(text)), { tripwire: false })),
      ).toContainEqual({ t: expect.stringMatching(/^2$/) })
      const error = await refusal(ask(db, text))
      expect(error).toMatchObject({ code: 'TEN613', message: expect.stringContaining(`by ${column}.`) })
    }),
  )

  it.each([
    ['a key that a view has from another table', 'select id from app.several'],
    ['a column that is called like a tenant’s, of people', 'select zoo from app.people'],
    ['the same through a view', 'select zoo, id from app.keepers'],
  ])('is no tenant column: %s', (_, text) =>
    over(async (db) => {
      await prepared(db)
      expect(rowsOf(await ask(db, text)).length).toBeGreaterThan(0)
    }),
  )

  it('is asked for before the first answer where the driver tells it, else by the second', () =>
    over(async (db) => {
      const renamed = () => ask(db, 'select tenant_id as t from app.notes')
      if (driver.startsWith('another')) expect(rowsOf(await renamed())).toHaveLength(2)
      expect(await refusal(renamed())).toMatchObject({ code: 'TEN613' })
    }))

  it('is found out again for a table that was dropped and made anew', () =>
    over(async (db) => {
      await superuser.exec('create table app.again (x int, tenant_id bigint)')
      const { withTenant } = createContext({
        type: 'bigint',
        seal: { key: () => undefined },
        tables: [direct('again')],
      })
      const make = `create table app.again (tenant_id bigint, id bigint); insert into app.again values (1, 1), (2, 2);
          grant select on app.again to tenantry_app`
      await withTenant(db, 1, async () => {})
      await superuser.exec(`drop table app.again; ${make}`)
      const all = () => withTenant(db, 1, (tx) => tx.execute(sql`select * from app.again`))
      const renamed = () => withTenant(db, 1, (tx) => tx.execute(sql`select tenant_id as t from app.again`))
      // At once by its name, afterwards by its number.
      expect(await refusal(all())).toMatchObject({ code: 'TEN613' })
      expect(await refusal(renamed())).toMatchObject({ code: 'TEN613' })
      await superuser.exec('drop table app.again')
    }))

  it('is found out again for a tenant column that was dropped and made anew', () =>
    over(async (db) => {
      await superuser.exec(`create table app.moved (tenant_id int, id bigint); grant select on app.moved to tenantry_app;
          insert into app.moved values (1, 1), (2, 2)`)
      const { withTenant } = createContext({
        type: 'bigint',
        seal: { key: () => undefined },
        tables: [direct('moved')],
      })
      const all = () => withTenant(db, 1, (tx) => tx.execute(sql`select * from app.moved`))
      const renamed = () => withTenant(db, 1, (tx) => tx.execute(sql`select tenant_id as t from app.moved`))
      expect(await refusal(all())).toMatchObject({ code: 'TEN613' })
      await withTenant(db, 1, async () => {})
      await superuser.exec(`alter table app.moved add column next bigint; update app.moved set next = tenant_id;
          alter table app.moved drop column tenant_id; alter table app.moved rename column next to tenant_id`)
      // At once by its name, afterwards by its number.
      expect(await refusal(all())).toMatchObject({ code: 'TEN613' })
      expect(await refusal(renamed())).toMatchObject({ code: 'TEN613' })
      await superuser.exec('drop table app.moved')
    }))
})
