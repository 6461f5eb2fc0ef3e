import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rolesSql } from '../../src/codegen/emit/roles-sql.js'
import { wholePlan } from '../../src/codegen/whole-plan.js'
import type { IsolationPlan, Statement } from '../../src/model/plan.js'
import { quoteIdent, quoteLiteral } from '../../src/model/quote.js'
import type { RoleNames } from '../../src/model/settings.js'
import { type Applied, applyPlan } from '../../src/server/apply.js'
import { ownerRole, rolePassword } from '../engine/cluster-roles.js'
import { createDatabase, type TestDatabase } from '../engine/database.js'
import { inTenant } from '../engine/in-tenant.js'
import { outcomeOf } from '../engine/sql-state.js'
import { type Reference, readReference } from '../isolation/reference.js'
import { catalogOf } from './catalog.js'
import { dropRoles, ownRoles } from './own-roles.js'
import { asOwner, drivers } from './owner-connection.js'

const a = '0a000000-0000-4000-8000-000000000001'
const b = '0b000000-0000-4000-8000-000000000001'
const roles: RoleNames = ownRoles('apply')

let reference: Reference
let plan: IsolationPlan
let database: TestDatabase

beforeEach(async () => {
  reference ??= await readReference()
  plan ??= wholePlan(reference.graph, roles)
  database = await createDatabase('postgres', {
    migrations: [reference.drizzleMigration, 'create table unmarked (id integer, secret text)'],
    seed: `insert into plans (id, name, seats, price) values ('free', 'Free', 1, 0);
      insert into tenants (id, name, slug) values ('${a}', 'A', 'a'), ('${b}', 'B', 'b');
      insert into projects (id, tenant_id, name, slug) values ('${a}', '${a}', 'A', 'a'), ('${b}', '${b}', 'B', 'b');`,
  })
})
afterEach(async () => {
  await dropRoles(database, roles)
  await database.close()
})

const apply = (as: IsolationPlan = plan): Promise<Applied> =>
  asOwner(database, (connection) => applyPlan(connection, as, roles))

/** As a superuser, behind the plan's back. */
const meanwhile = async (sql: string) => {
  const superuser = await database.superuser()
  await superuser.exec(sql)
  await superuser.close()
}

/** What the app sees of the projects as tenant A; the SQLSTATE if it is refused. */
const projectsOfA = async () => {
  const app = await database.as(roles.logins[0] ?? '')
  try {
    return await inTenant(
      app,
      a,
      async (session) => (await session.query('select name from projects')).rows,
      {
        role: roles.app,
      },
    )
  } finally {
    await app.close()
  }
}

const ids = (list: readonly string[], start: string) => list.filter((id) => id.startsWith(start))

test('a database that drizzle-kit push has made becomes isolated', async () => {
  const { applied, standing, removed } = await apply()
  expect(applied).toEqual(plan.statements.map(({ id }) => id))
  expect([standing, removed]).toEqual([[], []])
  expect(await projectsOfA()).toEqual([{ name: 'A' }])
  const login = await database.as(roles.logins[0] ?? '')
  expect(await outcomeOf(login.query('select * from projects'))).toBe('42501')
  await login.close()
})

test.each(drivers)(
  'a second run over %s finds what stands, and changes nothing in the catalog',
  async (_, driver) => {
    await apply()
    const before = await catalogOf(database, roles)
    const { applied, standing, removed } = await asOwner(
      database,
      (connection) => applyPlan(connection, plan, roles),
      { driver },
    )
    const findable = plan.statements.filter(({ stands }) => stands !== null).map(({ id }) => id)
    expect(findable.length).toBeGreaterThan(30)
    expect(standing).toEqual(findable)
    expect(applied).toEqual(plan.statements.map(({ id }) => id).filter((id) => !findable.includes(id)))
    expect(removed).toEqual([])
    expect(await catalogOf(database, roles)).toEqual(before)
  },
)

test('it makes the same database as the migration does', async () => {
  await apply()
  const applied = await catalogOf(database, roles)
  const other = await createDatabase('postgres', {
    migrations: [reference.drizzleMigration, 'create table unmarked (id integer, secret text)'],
  })
  const owner = await other.owner()
  // What gen writes, statement by statement; the roles are there by now.
  await owner.exec(`begin; ${bracketed(plan.statements)}; commit`)
  await owner.close()
  expect(await catalogOf(other, roles)).toEqual(applied)
  await other.close()
})

/** The plan's statements with the membership around them that handing over functions takes. */
function bracketed(statements: readonly Statement[]): string {
  const membership = (command: string, options: string) =>
    `do $$ begin
      if current_setting('server_version_num')::int >= 160000 then execute '${command}' || '${options}'; else execute '${command}'; end if;
    end $$`
  const owners = `${quoteIdent(roles.seal)}, ${quoteIdent(roles.admin)}`
  const at = statements.findIndex(({ kind }) => kind === 'function')
  return [
    ...statements.slice(0, at).map(({ sql }) => sql),
    membership(`grant ${owners} to ${ownerRole}`, ' with inherit true, set true'),
    ...statements.slice(at).map(({ sql }) => sql),
    membership(`revoke ${owners} from ${ownerRole}`, ''),
  ].join(';\n')
}

test('the owner keeps no membership in the roles that own the functions', async () => {
  await apply()
  const owner = await database.owner()
  const { rows } = await owner.query(
    `select pg_has_role($1, 'usage') as seal, pg_has_role($2, 'usage') as admin`,
    [roles.seal, roles.admin],
  )
  // Up to 15 the maker of a role is no member of it; from 16 on it may administer it, and no more.
  expect(rows).toEqual([{ seal: false, admin: false }])
  expect(await outcomeOf(owner.query('select * from tenantry.seal_key'))).toBe('42501')
  await owner.close()
})

test('where the owner may not make roles, it works after the script of gen --roles-sql', async () => {
  const migrator = `${roles.app}_migrator`
  // Not REASSIGN OWNED: that would take other tests' databases too.
  await meanwhile(`create role ${migrator} login nocreaterole password ${quoteLiteral(rolePassword)};
    alter database ${quoteIdent(database.name)} owner to ${migrator};
    do $$ declare name text; begin
      for name in select c.oid::regclass from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r' loop
        execute format('alter table %s owner to ${migrator}', name);
      end loop;
    end $$`)
  const attempt = () => asOwner(database, (c) => applyPlan(c, plan, roles), { role: migrator })
  try {
    await expect(attempt()).rejects.toMatchObject({
      code: 'TEN480',
      message: expect.stringContaining('gen --roles-sql'),
    })
    await meanwhile(rolesSql(roles, ['public'], migrator))
    expect((await attempt()).applied).toHaveLength(plan.statements.length)
    const before = await catalogOf(database, roles)
    await attempt()
    expect(await catalogOf(database, roles)).toEqual(before)
    expect(await projectsOfA()).toEqual([{ name: 'A' }])
  } finally {
    await dropRoles(database, roles)
    await meanwhile(`alter database ${quoteIdent(database.name)} owner to ${ownerRole};
      drop owned by ${migrator} cascade; drop role ${migrator}`)
  }
})

describe('drift', () => {
  let before: Readonly<Record<string, unknown>>
  beforeEach(async () => {
    await apply()
    before = await catalogOf(database, roles)
  })
  afterEach(async () => {
    expect(await catalogOf(database, roles)).toEqual(before)
  })

  test('a policy with our name that the plan does not know is dropped', async () => {
    await meanwhile(`drop policy tenantry_guard on projects;
      create policy tenantry_backdoor on projects for select to ${roles.app} using (true)`)
    expect(await projectsOfA()).toHaveLength(2)
    expect((await apply()).removed).toEqual(['policy:public.projects:tenantry_backdoor'])
    expect(await projectsOfA()).toEqual([{ name: 'A' }])
  })

  test('a policy that was altered is made anew', async () => {
    await meanwhile(`alter policy tenantry_select on projects using (true);
      alter policy tenantry_guard on projects using (true)`)
    expect(await projectsOfA()).toHaveLength(2)
    await apply()
  })

  test('a grant on a table that nobody has marked is taken back, on its columns too', async () => {
    await meanwhile(`grant select on unmarked to ${roles.app}; grant update (secret) on unmarked to ${roles.admin};
      grant truncate on projects to ${roles.app}`)
    expect((await apply()).removed).toEqual([
      `grant:public.unmarked:${roles.admin}`,
      `grant:public.unmarked:${roles.app}`,
    ])
  })

  test('row-level security that was switched off, or not forced any more, is on and forced again', async () => {
    await meanwhile(
      `alter table projects disable row level security; alter table tasks no force row level security`,
    )
    const { applied } = await apply()
    expect(ids(applied, 'rls:public.')).toEqual(['rls:public.projects', 'rls:public.tasks'])
  })

  test('keys and indexes that are gone come back, and only they', async () => {
    const keys = plan.statements.filter(({ kind }) => kind === 'foreign-key')
    const [key] = keys.filter(({ table }) => table === 'public.tasks')
    const [index] = plan.statements.filter(({ kind }) => kind === 'index')
    await meanwhile(`${key?.inverse}; ${index?.inverse}`)
    const { applied, standing } = await apply()
    expect(ids(applied, 'foreign-key:')).toEqual([key?.id])
    expect(ids(applied, 'index:')).toEqual([index?.id])
    expect(ids(standing, 'foreign-key:')).toHaveLength(keys.length - 1)
  })

  test('a unique key over other columns is replaced, with the foreign keys that rest on it', async () => {
    const [unique] = plan.statements.filter(({ id }) => id.startsWith('unique:public.projects:'))
    const name = quoteIdent(unique?.id.split(':').at(-1) ?? '')
    await meanwhile(`alter table projects drop constraint ${name} cascade;
      alter table projects add constraint ${name} unique (id, tenant_id)`)
    const { applied } = await apply()
    expect(ids(applied, 'unique:')).toEqual([unique?.id])
    const resting = plan.statements.filter(({ needs }) => needs.includes(unique?.id ?? ''))
    expect(resting.length).toBeGreaterThan(1)
    expect(ids(applied, 'foreign-key:')).toEqual(resting.map(({ id }) => id))
  })
})

describe('a statement that the server refuses', () => {
  test('is named with what to do, and leaves everything as it was', async () => {
    await apply()
    const before = await catalogOf(database, roles)
    const [first, ...rest] = plan.statements.filter(({ kind }) => kind === 'manifest')
    const broken = {
      statements: [
        ...plan.statements.filter((s) => s !== first),
        ...rest,
        { ...first, sql: 'insert into nowhere values (1)', stands: null } as Statement,
      ],
    }
    await expect(apply(broken)).rejects.toMatchObject({
      code: 'TEN480',
      message: expect.stringMatching(
        /refuses manifest:hash .*"nowhere" does not exist.*Nothing is changed.*run drizzle-kit push/s,
      ),
    })
    expect(await catalogOf(database, roles)).toEqual(before)
  })

  test('a foreign key over rows that point at another tenant is refused although the owner is under FORCE', async () => {
    await apply()
    const [key] = plan.statements.filter(
      ({ kind, table, target }) =>
        kind === 'foreign-key' && table === 'public.tasks' && target === 'public.projects',
    )
    await meanwhile(`${key?.inverse};
      insert into tasks (tenant_id, project_id, title) values ('${a}', '${b}', 'astray')`)
    const before = await catalogOf(database, roles)
    // What the owner's own attempt would do, and what is wrong with it: valid over an orphan.
    const owner = await database.owner()
    await owner.exec(`begin; ${key?.sql}; rollback`)
    await owner.close()
    const refused = {
      code: 'TEN480',
      message: expect.stringMatching(
        /foreign-key:public\.tasks:.*violates foreign key.*rows of another tenant/is,
      ),
    }
    await expect(apply()).rejects.toMatchObject(refused)
    // Also where drizzle-kit push has dropped the policies, by which the owner would see something as admin.
    const keys = { statements: plan.statements.filter(({ kind }) => kind === 'foreign-key') }
    await expect(apply(keys)).rejects.toMatchObject(refused)
    expect(await catalogOf(database, roles)).toEqual(before)
  })

  test('a stray policy on a table of somebody else is named as such', async () => {
    await apply()
    await meanwhile(`alter table unmarked owner to ${roles.admin};
      create policy tenantry_planted on unmarked using (true)`)
    await expect(apply()).rejects.toMatchObject({
      code: 'TEN480',
      message: expect.stringMatching(/beside the plan .*must be owner of (table|relation) unmarked/),
    })
  })

  test('someone who is not the owner is told whom to connect as', async () => {
    await apply()
    const attempt = asOwner(database, (connection) => applyPlan(connection, plan, roles), {
      role: 'tenantry_login',
    })
    await expect(attempt).rejects.toMatchObject({
      code: 'TEN480',
      message: expect.stringContaining('Connect as the owner of the tables'),
    })
  })
})
