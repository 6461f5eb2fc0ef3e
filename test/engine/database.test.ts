import { sql } from 'drizzle-orm'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { createDatabase, driversOf } from './database.js'
import { describeOnEngines } from './describe-on-engines.js'
import { inTenant } from './in-tenant.js'
import { outcomeOf } from './sql-state.js'

const notes = pgTable('notes', { id: integer('id').primaryKey(), text: text('text') })

const migration = `create table notes (id integer primary key, text text);
--> statement-breakpoint
create table secrets (id integer primary key);
--> statement-breakpoint
do $$ begin
  if not exists (select from pg_roles where rolname = 'tenantry_app') then create role tenantry_app nologin; end if;
  if not pg_has_role('tenantry_login', 'tenantry_app', 'member') then
    if current_setting('server_version_num')::int >= 160000
      then execute 'grant tenantry_app to tenantry_login with inherit false, set true';
      else execute 'grant tenantry_app to tenantry_login';
    end if;
  end if;
end $$;
--> statement-breakpoint
grant select, insert on notes to tenantry_app;
do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;`

const options = {
  migrations: [migration],
  before: `create table planted_before (id integer)`,
  seed: `insert into notes values (1, 'seeded')`,
}

describeOnEngines('a test database', options, (open, engine) => {
  test('its login is neither owner nor superuser, and bypasses nothing', async () => {
    const login = await open().login()
    const { rows } = await login.query(
      `select current_user::text, session_user::text, rolsuper, rolbypassrls, rolinherit, rolcreaterole, current_setting('is_superuser') as is_superuser,
        (select pg_get_userbyid(relowner) from pg_class where oid = 'notes'::regclass) as table_owner,
        (select pg_get_userbyid(datdba) from pg_database where datname = current_database()) as database_owner,
        pg_has_role('tenantry_app', 'member') as member, pg_has_role('tenantry_app', 'usage') as inherits
      from pg_roles where rolname = session_user`,
    )
    expect(rows).toEqual([
      {
        current_user: 'tenantry_login',
        session_user: 'tenantry_login',
        rolsuper: false,
        rolbypassrls: false,
        rolinherit: false,
        rolcreaterole: false,
        is_superuser: 'off',
        table_owner: 'tenantry_owner',
        database_owner: 'tenantry_owner',
        member: true,
        inherits: false,
      },
    ])
    await login.close()
  })

  test('its login reaches a granted table in its role alone, and an ungranted one never', async () => {
    const login = await open().login()
    expect(await outcomeOf(login.query('select * from notes'))).toBe('42501')
    const inside = await inTenant(login, 'a', async (session) => {
      const { rows } = await session.query('select current_user::text, * from notes')
      return { rows, ungranted: await outcomeOf(session.query('select * from secrets')) }
    })
    expect(inside).toEqual({
      rows: [{ current_user: 'tenantry_app', id: 1, text: 'seeded' }],
      ungranted: '42501',
    })
    expect(await outcomeOf(login.query('select * from notes'))).toBe('42501')
    await login.close()
  })

  test('its login cannot become the owner, the superuser or another role', async () => {
    const login = await open().login()
    for (const role of ['tenantry_owner', open().superuserRole]) {
      expect(await outcomeOf(login.exec(`set role ${role}`))).toBe('42501')
    }
    expect(await outcomeOf(login.exec('alter role tenantry_login superuser'))).toBe('42501')
    expect(await outcomeOf(login.exec('create table mine (id integer)'))).toBe('42501')
    await login.close()
  })

  test("its migrations' privileges on the database itself survive the cloning", async () => {
    const login = await open().login()
    expect(await outcomeOf(login.exec('create temporary table notes (id integer)'))).toBe('42501')
    await login.close()
  })

  test('its owner is no superuser either', async () => {
    const owner = await open().owner()
    const { rows } = await owner.query(
      `select session_user::text, rolsuper, rolbypassrls, current_setting('is_superuser') as is_superuser from pg_roles where rolname = session_user`,
    )
    expect(rows).toEqual([
      { session_user: 'tenantry_owner', rolsuper: false, rolbypassrls: false, is_superuser: 'off' },
    ])
    expect(await outcomeOf(owner.query('select * from planted_before'))).toBe('42501')
    await owner.close()
  })

  test('a session acts as a role that cannot log in', async () => {
    const app = await open().as('tenantry_app')
    expect((await app.query('select session_user::text as who')).rows).toEqual([{ who: 'tenantry_app' }])
    await app.close()
  })

  test('a transaction spans the calls of a session, is undone by an error in it, and by closing', async () => {
    const [login, superuser] = [await open().login(), await open().superuser()]
    const count = async () => (await superuser.query('select id from notes order by id')).rows
    const write = (id: number) => (session: typeof login) =>
      session.query('insert into notes values ($1, $2)', [id, 'written'])
    expect((await inTenant(login, 'a', write(2), { end: 'commit' })).count).toBe(1)
    expect(await count()).toEqual([{ id: 1 }, { id: 2 }])
    await inTenant(login, 'a', write(3))
    expect(await outcomeOf(inTenant(login, 'a', write(2), { end: 'commit' }))).toBe('23505')
    await login.exec('begin; set local role tenantry_app; insert into notes values (4)')
    await login.close()
    expect(await count()).toEqual([{ id: 1 }, { id: 2 }])
    await superuser.exec('delete from notes where id = 2')
    await superuser.close()
  })

  test('one session leaves nothing behind for the next', async () => {
    const first = await open().login()
    await first.query(
      `select set_config('app.tenant_id', 'planted', false), set_config('role', 'tenantry_app', false), pg_advisory_lock(7)`,
    )
    await first.exec('prepare planted as select 1')
    await first.close()
    const second = await open().login()
    const { rows } = await second.query(
      `select current_user::text as who, nullif(current_setting('app.tenant_id', true), '') as tenant,
        (select count(*)::int from pg_prepared_statements where name = 'planted') as statements,
        (select count(*)::int from pg_locks where locktype = 'advisory' and objid = 7 and database = (select oid from pg_database where datname = current_database())) as locks`,
    )
    expect(rows).toEqual([{ who: 'tenantry_login', tenant: null, statements: 0, locks: 0 }])
    await second.close()
  })

  test('a query is one statement, a text given to exec any number of them', async () => {
    const login = await open().login()
    expect(await outcomeOf(login.query('select 1; select 2'))).toBe('42601')
    await login.exec('select 1; select 2')
    await login.close()
  })

  test('values come alike from both engines', async () => {
    const login = await open().login()
    const { rows } = await login.query(
      `select 1::bigint as big, 1.50::numeric as exact, '2020-01-02'::date as day, '2020-01-02 03:04:05+00'::timestamptz at time zone 'UTC' as at,
        '{"a":1}'::jsonb as json, true as flag, null as nothing, array['a','b'] as list, 2::int as small`,
    )
    expect(rows).toEqual([
      {
        big: '1',
        exact: '1.50',
        day: '2020-01-02',
        at: '2020-01-02 03:04:05',
        json: { a: 1 },
        flag: true,
        nothing: null,
        list: ['a', 'b'],
        small: 2,
      },
    ])
    await login.close()
  })

  test.each(driversOf[engine])('drizzle over %s logs in as the role that it is told', async (driver) => {
    const db = open().drizzleOver[driver]('tenantry_login', { notes })
    const inside = await db.transaction(async (tx) => {
      await tx.execute(sql`set local role tenantry_app`)
      return tx.query.notes.findMany()
    })
    expect(inside).toEqual([{ id: 1, text: 'seeded' }])
    expect(await outcomeOf(db.select().from(notes))).toBe('42501')
    const owner = open().drizzleOver[driver]('tenantry_owner', { notes })
    expect(await owner.select().from(notes)).toEqual([{ id: 1, text: 'seeded' }])
  })

  test('two databases made from the same options share nothing', async () => {
    const other = await createDatabase(engine, options)
    try {
      const [here, there] = [await open().superuser(), await other.superuser()]
      await there.exec(`insert into notes values (9, 'there'); create table only_there ()`)
      const look = `select (select count(*)::int from notes) as notes, to_regclass('only_there')::text as made`
      expect((await here.query(look)).rows).toEqual([{ notes: 1, made: null }])
      expect((await there.query(look)).rows).toEqual([{ notes: 2, made: 'only_there' }])
      await here.close()
    } finally {
      await other.close()
    }
  })

  test('a migration that fails says which statement, and leaves nothing', async () => {
    const broken = { migrations: ['create table fine ();\n--> statement-breakpoint\nselect 1 / 0'] }
    const error = await createDatabase(engine, broken).catch((thrown: unknown) => thrown)
    expect(String(error)).toMatch(/as owner: division by zero\s+select 1 \/ 0/)
    expect(await outcomeOf(Promise.reject(error))).toBe('22012')
    expect(await createDatabase(engine, broken).catch(String)).toMatch(/division by zero/)
  })

  test('a superuser may spoil it between two of its migrations, and the later one mends what it must', async () => {
    const spoil = `grant all on all tables in schema public to public, tenantry_login;
      do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$;
      alter default privileges for role tenantry_owner grant all on tables to tenantry_login`
    const spoilt = await createDatabase(engine, {
      ...options,
      migrations: [
        migration,
        { as: 'superuser', sql: spoil },
        { as: 'owner', sql: 'revoke all on secrets from public, tenantry_login; create table later ()' },
      ],
    })
    try {
      const login = await spoilt.login()
      expect(await outcomeOf(login.query('truncate notes'))).toBe('done')
      expect(await outcomeOf(login.query('select * from secrets'))).toBe('42501')
      expect(await outcomeOf(login.query('select * from later'))).toBe('done')
      expect(await outcomeOf(login.exec('create temporary table shadow ()'))).toBe('done')
      const owner = await spoilt.owner()
      const { rows } = await owner.query(
        `select tableowner::text from pg_tables where schemaname = 'public' and tablename in ('notes', 'later', 'planted_before') order by tablename`,
      )
      expect(rows.map(({ tableowner }) => tableowner)).toEqual([
        'tenantry_owner',
        'tenantry_owner',
        spoilt.superuserRole,
      ])
      await owner.close()
      await login.close()
    } finally {
      await spoilt.close()
    }
  })
})
