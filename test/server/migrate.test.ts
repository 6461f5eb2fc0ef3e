import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate as drizzleMigrate } from 'drizzle-orm/node-postgres/migrator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/server/migrate.js'
import { loginRole, ownerRole } from '../engine/cluster-roles.js'
import { createDatabase, type TestDatabase } from '../engine/database.js'
import { asOwner, drivers } from './owner-connection.js'

const journalTable = { schema: 'drizzle', table: '__drizzle_migrations' }
const isolate = (table: string) => `alter table ${table} enable row level security, force row level security;
create policy tenantry_select on ${table} to ${loginRole} using (tenant_id = current_setting('app.tenant_id', true))`

let database: TestDatabase
let migrationsDir: string
beforeEach(async () => {
  database = await createDatabase('postgres', {
    migrations: [
      `create table projects (id integer primary key, tenant_id text not null);
      create table notes (id integer primary key, tenant_id text not null, project_id integer, filled boolean not null default false);
      ${isolate('projects')};
      ${isolate('notes')};`,
    ],
    seed: `insert into projects values (1, 'a'), (2, 'b');
      insert into notes (id, tenant_id, project_id) values (1, 'a', 1), (2, 'b', 2), (3, 'b', 99)`,
  })
  migrationsDir = await mkdtemp(join(tmpdir(), 'tenantry-migrate-'))
  await mkdir(join(migrationsDir, 'meta'))
})
afterEach(async () => {
  await database.close()
  await rm(migrationsDir, { recursive: true })
})

/** Writes the migrations as drizzle-kit does; the first of them is number `from`. */
const folder = async (...migrations: readonly string[]) => {
  const entries = migrations.map((_, idx) => ({
    idx,
    version: '7',
    when: 1_700_000_000_000 + idx,
    tag: `000${idx}_step`,
    breakpoints: true,
  }))
  for (const [idx, sql] of migrations.entries()) {
    await writeFile(join(migrationsDir, `000${idx}_step.sql`), sql)
  }
  await writeFile(
    join(migrationsDir, 'meta/_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  )
}

const ours = (driver = drivers[0]?.[1]) =>
  asOwner(database, (connection) => migrate(connection, { migrationsDir, journalTable }), {
    ...(driver === undefined ? {} : { driver }),
  })
/** What `drizzle-kit migrate` and drizzle's migrator do. */
const plain = () =>
  drizzleMigrate(database.drizzleOver['node-postgres'](ownerRole, {}), { migrationsFolder: migrationsDir })

const truth = async <R = Record<string, unknown>>(sql: string): Promise<R[]> => {
  const superuser = await database.superuser()
  const { rows } = await superuser.query<R>(sql)
  await superuser.close()
  return rows
}
const filled = async () =>
  (await truth<{ id: number }>('select id from notes where filled order by id')).map(({ id }) => id)
const forced = async () =>
  (
    await truth<{ relname: string }>(
      `select relname from pg_class where relforcerowsecurity and relnamespace = 'public'::regnamespace order by 1`,
    )
  ).map(({ relname }) => relname)
const backfill = 'update notes set filled = true;'

describe('a backfill by an owner under FORCE', () => {
  test("touches no row with drizzle's own migrator, and says nothing", async () => {
    await folder(backfill)
    await plain()
    expect(await filled()).toEqual([])
  })

  test.each(drivers)('touches every row with ours, over %s, and FORCE stands again', async (_, driver) => {
    await folder(backfill)
    expect(await ours(driver)).toEqual(['0000_step'])
    expect(await filled()).toEqual([1, 2, 3])
    expect(await forced()).toEqual(['notes', 'projects'])
  })
})

describe('a foreign key over an orphan', () => {
  const addKey =
    'alter table notes add constraint notes_project_fk foreign key (project_id) references projects (id);'

  test("is valid with drizzle's own migrator", async () => {
    await folder(addKey)
    await plain()
    expect(await truth(`select convalidated from pg_constraint where conname = 'notes_project_fk'`)).toEqual([
      { convalidated: true },
    ])
  })

  test.each(drivers)('is refused with ours, over %s; nothing is changed', async (_, driver) => {
    await folder(backfill, addKey)
    await expect(ours(driver)).rejects.toMatchObject({
      code: 'TEN486',
      message: expect.stringMatching(
        /migration 0001_step fails: .*violates foreign key.*Nothing is changed.*alter table notes/s,
      ),
    })
    expect(await filled()).toEqual([])
    expect(await forced()).toEqual(['notes', 'projects'])
    expect(await truth(`select from pg_namespace where nspname = 'drizzle'`)).toEqual([])
  })
})

test('it is noted as drizzle notes it: each migrator knows what the other has run', async () => {
  await folder(backfill)
  expect(await ours()).toEqual(['0000_step'])
  expect(await ours()).toEqual([])
  await plain()
  expect(await truth('select hash from drizzle.__drizzle_migrations')).toHaveLength(1)
  await folder(backfill, 'create table more (id integer);')
  await plain()
  await folder(backfill, 'create table more (id integer);', 'drop table more;')
  expect(await ours()).toEqual(['0002_step'])
})

test('the journal table is the one that drizzle.config names', async () => {
  await folder(backfill)
  await asOwner(database, (connection) =>
    migrate(connection, { migrationsDir, journalTable: { schema: 'public', table: 'ran' } }),
  )
  expect(await truth('select created_at::text from ran')).toEqual([{ created_at: '1700000000000' }])
})

test('a backfill sees its rows also where a migration of the same run has set FORCE before it', async () => {
  await folder(
    `create table fresh (id integer primary key, tenant_id text, filled boolean);\n--> statement-breakpoint\ninsert into fresh values (1, 'a'), (2, 'b');`,
    isolate('fresh').replace(';', ';\n--> statement-breakpoint\n'),
    'update fresh set filled = true;',
  )
  expect(await ours()).toEqual(['0000_step', '0001_step', '0002_step'])
  expect(await truth('select id from fresh where filled order by id')).toEqual([{ id: 1 }, { id: 2 }])
  expect(await forced()).toEqual(['fresh', 'notes', 'projects'])
})

test('FORCE stands again on a renamed table, and not on one that is gone or no longer a tenant’s', async () => {
  await folder(
    `alter table notes rename to "Remarks";`,
    `drop table projects;`,
    `create table plans (id integer primary key, tenant_id text);`,
    isolate('plans'),
    `drop policy tenantry_select on plans;\n--> statement-breakpoint\nalter table plans no force row level security;`,
  )
  await ours()
  expect(await forced()).toEqual(['Remarks'])
})

test('a constraint that is checked at the end of the transaction does not stand in the way of FORCE', async () => {
  await truth('delete from notes where project_id = 99')
  await folder(
    `alter table notes add constraint notes_late foreign key (project_id) references projects (id) deferrable initially deferred;
--> statement-breakpoint
update notes set project_id = 2, filled = true;`,
  )
  await ours()
  expect(await filled()).toEqual([1, 2])
  expect(await forced()).toEqual(['notes', 'projects'])
})

test('a table without a policy of ours is left as it is', async () => {
  const superuser = await database.superuser()
  await superuser.exec('drop policy tenantry_select on notes; create policy mine on notes using (false)')
  await superuser.close()
  await folder(backfill)
  await ours()
  expect(await filled()).toEqual([])
})

test('when there is nothing to run, no table is locked', async () => {
  await folder('select 1;')
  await ours()
  const reader = await database.superuser()
  await reader.exec('begin; select * from notes')
  expect(await ours()).toEqual([])
  await reader.exec('rollback')
  await reader.close()
})

test('two runs at once do not run a migration twice', async () => {
  await folder('create table once (id integer);')
  const runs = await Promise.all([ours(), ours(drivers[1]?.[1])])
  expect(runs.flat()).toEqual(['0000_step'])
})

test('a migration of several statements without breakpoints runs as a whole', async () => {
  await folder(`create table one (id integer);\ncreate table two (id integer);\n-- ends here`)
  expect(await ours()).toEqual(['0000_step'])
  expect(
    await truth(`select to_regclass('one') is not null and to_regclass('two') is not null as both`),
  ).toEqual([{ both: true }])
})

test('a folder that is not there, or lacks a file, is one clear error', async () => {
  const missing = asOwner(database, (connection) =>
    migrate(connection, { migrationsDir: join(migrationsDir, 'nowhere'), journalTable }),
  )
  await expect(missing).rejects.toMatchObject({
    code: 'TEN122',
    message: expect.stringContaining('drizzle-kit generate'),
  })
  await folder('select 1;')
  await rm(join(migrationsDir, '0000_step.sql'))
  await expect(ours()).rejects.toMatchObject({
    code: 'TEN122',
    message: expect.stringContaining('0000_step.sql'),
  })
})
