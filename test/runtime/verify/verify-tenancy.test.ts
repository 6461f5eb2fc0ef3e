import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProxy } from '../../../bench/proxy.js'
import { manifest } from '../../../generated/tenancy.js'
import { verifyTenancy } from '../../../src/runtime/verify/verify-tenancy.js'
import { rolePassword } from '../../engine/cluster-roles.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { type Connected, connect, drivers, type ReferenceDb } from '../context/drivers.js'
import { referenceDatabase } from '../context/reference-database.js'
import { refusal } from '../context/refusal.js'

/** The problems that it is refused with, as their lines. */
const problemsOf = async (promise: Promise<unknown>): Promise<readonly string[]> => {
  const { message, ...error } = await refusal(promise)
  expect(error).toMatchObject({ code: 'TEN626' })
  const [head, ...lines] = message.split('\n')
  expect(head).toMatch(lines.length === 1 ? /One problem:$/ : new RegExp(`${lines.length} problems:$`))
  return lines.map((line) => line.replace(/^- /, ''))
}

describe.each(drivers)('verifyTenancy over %s', (driver) => {
  let database: TestDatabase
  let connected: Connected
  beforeAll(async () => {
    database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
    connected = await connect(driver, database)
  })
  afterAll(async () => {
    await connected?.close()
    await database?.close()
  })

  it('lets a database pass as the migrations leave it', async () => {
    await verifyTenancy(connected.db, manifest)
  })

  it('names what is wrong', async () => {
    const superuser = await database.superuser()
    await superuser.exec('alter table invoices disable row level security')
    expect(await problemsOf(verifyTenancy(connected.db, manifest))).toEqual([
      'public.invoices: row-level security is off. `alter table "public"."invoices" enable row level security`.',
    ])
    await superuser.exec('alter table invoices enable row level security')
  })
})

describe('verifyTenancy on a server', () => {
  // Roles belong to the whole server: what is broken here is this file's own login.
  const login = `tenantry_test_verify_${process.pid}`
  const other = `${login}_other`
  let database: TestDatabase
  let superuser: Session
  let connected: Connected
  let db: ReferenceDb

  beforeAll(async () => {
    database = await referenceDatabase('postgres')
    superuser = await database.superuser()
    await superuser.exec(
      `create role ${login} login noinherit password '${rolePassword}'; grant tenantry_app to ${login}`,
    )
    connected = await connect('node-postgres pool', database, { url: database.url(login) ?? '' })
    db = connected.db
  })
  afterAll(async () => {
    await connected?.close()
    await superuser?.exec(`drop owned by ${login}; drop role ${login}`)
    await database?.close()
  })

  const cases: readonly (readonly [what: string, breaking: string, mending: string, problem: RegExp])[] = [
    [
      'a superuser as login',
      `alter role ${login} superuser`,
      `alter role ${login} nosuperuser`,
      /^the login \w+ is a superuser, for whom no policy holds\. Connect as/,
    ],
    [
      'a login with BYPASSRLS',
      `alter role ${login} bypassrls`,
      `alter role ${login} nobypassrls`,
      /has BYPASSRLS.*`alter role "\w+" nobypassrls`/,
    ],
    [
      'a login with CREATEROLE',
      `alter role ${login} createrole`,
      `alter role ${login} nocreaterole`,
      /has CREATEROLE.*`alter role "\w+" nocreaterole`/,
    ],
    [
      'a login with REPLICATION',
      `alter role ${login} replication`,
      `alter role ${login} noreplication`,
      /has REPLICATION.*`alter role "\w+" noreplication`/,
    ],
    [
      'a login that is no member of the app role',
      `revoke tenantry_app from ${login}`,
      `grant tenantry_app to ${login}`,
      /cannot become tenantry_app, as withTenant does\. Name it under roles\.logins/,
    ],
    ...(
      [
        ['tenantry_admin', 'which sees all tenants'],
        ['tenantry_lifecycle', 'which imports and erases tenants'],
        ['tenantry_seal', "which reads the seal's keys"],
        ['pg_read_server_files', "which reaches the server's files or programs"],
      ] as const
    ).map(
      ([role, why]) =>
        [
          `a login that is a member of ${role}`,
          `grant ${role} to ${login}`,
          `revoke ${role} from ${login}`,
          new RegExp(`^the login \\w+ is a member of ${role}, ${why}\\. \`revoke "${role}" from "\\w+"\``),
        ] as const,
    ),
    ...(['superuser', 'bypassrls', 'createrole', 'replication'] as const).map(
      (attribute) =>
        [
          `a login that can become a role with ${attribute}`,
          `create role ${other} ${attribute}; grant ${other} to ${login}`,
          `drop role ${other}`,
          new RegExp(
            `is a member of ${other}, (a superuser|which has (BYPASSRLS|CREATEROLE|REPLICATION))\\.`,
          ),
        ] as const,
    ),
    [
      'a table without row-level security',
      'alter table tasks disable row level security',
      'alter table tasks enable row level security',
      /^public\.tasks: row-level security is off\. `alter table "public"\."tasks" enable row level security`/,
    ],
    [
      'a table whose owner the policies pass by',
      'alter table tasks no force row level security',
      'alter table tasks force row level security',
      /^public\.tasks: row-level security is not forced\. `alter table "public"\."tasks" force row level security`/,
    ],
    [
      'a system table without row-level security',
      'alter table jobs disable row level security',
      'alter table jobs enable row level security',
      /^public\.jobs: row-level security is off\./,
    ],
    [
      'a missing table',
      'alter table tasks rename to tasks_of_yesterday',
      'alter table tasks_of_yesterday rename to tasks',
      /^public\.tasks is not there\. Run the migrations\./,
    ],
    [
      'a missing policy',
      'alter policy tenantry_guard on tasks rename to somebodys',
      'alter policy somebodys on tasks rename to tenantry_guard',
      /^public\.tasks: policies are missing \(tenantry_guard\)\. Run the migrations, or `tenantry apply`/,
    ],
    [
      'a policy for another role',
      'alter policy tenantry_delete on tasks to tenantry_lifecycle',
      'alter policy tenantry_delete on tasks to tenantry_app',
      /^public\.tasks: policies were altered \(tenantry_delete\)\./,
    ],
    [
      'a policy that asks nothing',
      'alter policy tenantry_select on projects using (true)',
      'alter policy tenantry_select on projects using (tenant_id = (select tenantry.current_tenant()))',
      /^public\.projects: policies were altered \(tenantry_select\)\./,
    ],
    [
      'a policy whose condition does not ask who the tenant is',
      'alter policy tenantry_select on projects using (1 = 1)',
      'alter policy tenantry_select on projects using (tenant_id = (select tenantry.current_tenant()))',
      /^public\.projects: policies were altered \(tenantry_select\)\./,
    ],
    [
      'a permissive policy beside the plan that the app comes under',
      'create policy planted on tasks to public using (true)',
      'drop policy planted on tasks',
      /^public\.tasks: the policy planted is not in the plan.*`drop policy "planted" on "public"\."tasks"`/,
    ],
    [
      'rights outside any tenant',
      `grant select (id) on tasks to ${login}`,
      `revoke select (id) on tasks from ${login}`,
      /^public\.tasks: the login \w+ has rights on it outside any tenant\. `revoke all on/,
    ],
    [
      'rights of everybody',
      'grant truncate on tasks to public',
      'revoke truncate on tasks from public',
      /^public\.tasks: the login \w+ has rights on it outside any tenant\..*PUBLIC/,
    ],
    [
      'another manifest',
      `comment on table tenantry.manifest is 'tenantry manifest 1 ${'0'.repeat(64)}'`,
      `comment on table tenantry.manifest is 'tenantry manifest 1 ${manifest.hash}'`,
      new RegExp(
        `^the database was brought to another manifest \\(0{12}…\\) than the app's \\(${manifest.hash.slice(0, 12)}…\\)\\.`,
      ),
    ],
    [
      'a database that nothing was brought to',
      'comment on table tenantry.manifest is null',
      `comment on table tenantry.manifest is 'tenantry manifest 1 ${manifest.hash}'`,
      /^tenantry has not been brought into this database\. Run the migrations/,
    ],
  ]

  it.each(cases)('refuses %s, and nothing else is wrong then', async (_, breaking, mending, problem) => {
    await verifyTenancy(db, manifest)
    await superuser.exec(breaking)
    try {
      const problems = await problemsOf(verifyTenancy(db, manifest))
      expect(problems).toEqual([expect.stringMatching(problem)])
    } finally {
      await superuser.exec(mending)
    }
    await verifyTenancy(db, manifest)
  })

  it('refuses a login that has the rights of the app role outside any tenant', async () => {
    // From Postgres 16 on the grant says so, until then the role.
    await superuser.exec(
      `revoke tenantry_app from ${login}; alter role ${login} inherit; grant tenantry_app to ${login}`,
    )
    const problems = await problemsOf(verifyTenancy(db, manifest))
    expect(problems[0]).toMatch(
      /has the rights of tenantry_app outside any tenant too: its membership inherits/,
    )
    expect(problems.slice(1).every((line) => line.includes('has rights on it outside any tenant'))).toBe(true)
    expect(problems.length).toBeGreaterThan(10)
    await superuser.exec(
      `revoke tenantry_app from ${login}; alter role ${login} noinherit; grant tenantry_app to ${login}`,
    )
    await verifyTenancy(db, manifest)
  })

  it('refuses a login that owns a table of tenants', async () => {
    await superuser.exec(`alter table tasks owner to ${login}`)
    const problems = await problemsOf(verifyTenancy(db, manifest))
    expect(problems).toEqual([expect.stringMatching(/owns tables of tenants/)])
    await superuser.exec('alter table tasks owner to tenantry_owner')
    await superuser.exec(`revoke all on tasks from ${login}`)
    await verifyTenancy(db, manifest)
  })

  it('refuses a login that can become the owner of the tables', async () => {
    await superuser.exec(`grant tenantry_owner to ${login}`)
    // From Postgres 16 on whoever has made roles is a member of them, and the login then too.
    expect(await problemsOf(verifyTenancy(db, manifest))).toContainEqual(
      expect.stringMatching(/is a member of tenantry_owner, which owns tables of tenants/),
    )
    await superuser.exec(`revoke tenantry_owner from ${login}`)
  })

  it('finds a membership through another role', async () => {
    await superuser.exec(`create role ${other}; grant ${other} to ${login}; grant tenantry_admin to ${other}`)
    expect(await problemsOf(verifyTenancy(db, manifest))).toEqual([
      expect.stringMatching(/is a member of tenantry_admin/),
    ])
    await superuser.exec(`drop role ${other}`)
  })

  it('tells all that is wrong at once', async () => {
    await superuser.exec('alter table tasks no force row level security; grant select on projects to public')
    expect(await problemsOf(verifyTenancy(db, manifest))).toHaveLength(2)
    await superuser.exec('alter table tasks force row level security; revoke select on projects from public')
  })

  it('takes a restrictive policy beside the plan, and one for a role that the app never is', async () => {
    await superuser.exec(`create policy fewer on tasks as restrictive using (title <> 'x');
      create policy reporting on tasks to pg_monitor using (true)`)
    await verifyTenancy(db, manifest)
    await superuser.exec('drop policy fewer on tasks; drop policy reporting on tasks')
  })

  it('takes a superuser where it is told to, and holds the tables against the manifest all the same', async () => {
    await superuser.exec(`alter role ${login} superuser; alter table tasks no force row level security`)
    expect(await problemsOf(verifyTenancy(db, manifest, { superuser: 'allowed' }))).toEqual([
      expect.stringMatching(/^public\.tasks: row-level security is not forced/),
    ])
    await superuser.exec(`alter role ${login} nosuperuser; alter table tasks force row level security`)
  })

  it('takes another manifest where it is told to, and holds the tables against its own all the same', async () => {
    const mine = { ...manifest, hash: 'f'.repeat(64) }
    expect(await problemsOf(verifyTenancy(db, mine))).toHaveLength(1)
    await verifyTenancy(db, mine, { manifest: 'any' })
    const more = { ...mine, tables: [...mine.tables, { ...mine.tables[0], name: 'new_ones' }] }
    expect(await problemsOf(verifyTenancy(db, more, { manifest: 'any' }))).toEqual([
      expect.stringMatching(/^public\.new_ones is not there/),
    ])
  })

  it('finds its way under a search_path that somebody has planted', async () => {
    await superuser.exec(`create schema planted;
      create function planted.pg_has_role(oid, oid, text) returns boolean language sql as 'select false';
      create view planted.pg_policy as select * from pg_catalog.pg_policy where false;
      grant usage on schema planted to public; grant select on planted.pg_policy to public;
      alter role ${login} set search_path = planted, pg_catalog`)
    const planted = await connect('node-postgres pool', database, { url: database.url(login) ?? '' })
    await verifyTenancy(planted.db, manifest)
    await superuser.exec(`grant tenantry_admin to ${login}`)
    expect(await problemsOf(verifyTenancy(planted.db, manifest))).toHaveLength(1)
    await superuser.exec(`revoke tenantry_admin from ${login}; alter role ${login} reset search_path`)
    await planted.close()
  })

  it.each(['postgres.js', 'node-postgres pool'] as const)('takes one round trip over %s', async (driver) => {
    const target = new URL(database.url(login) ?? '')
    const proxy = await startProxy({ host: target.hostname, port: Number(target.port), delayMs: 2 })
    target.hostname = '127.0.0.1'
    target.port = String(proxy.port)
    const far = await connect(driver, database, { url: target.href, max: 1 })
    await verifyTenancy(far.db, manifest)
    proxy.reset()
    await verifyTenancy(far.db, manifest)
    expect(proxy.trips()).toBe(1)
    await far.close()
    await proxy.close()
  })

  it('is not in the app’s log', async () => {
    const logged: string[] = []
    const pool = new pg.Pool({ connectionString: database.url(login) ?? '' })
    const logging = drizzle(pool, { logger: { logQuery: (text) => logged.push(text) } })
    await verifyTenancy(logging, manifest)
    expect(logged).toEqual([])
    await pool.end()
  })

  it('fails with the driver’s error where there is no database', async () => {
    const nowhere = await connect('node-postgres pool', database, { url: 'postgres://nobody@127.0.0.1:1/x' })
    const error = await refusal(verifyTenancy(nowhere.db, manifest))
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' })
    await nowhere.close()
  })

  it('refuses a transaction', async () => {
    const inside = db.transaction((tx) => verifyTenancy(tx, manifest))
    expect(await refusal(inside)).toMatchObject({ code: 'TEN608' })
  })
})
