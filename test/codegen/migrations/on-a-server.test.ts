import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rolesSql } from '../../../src/codegen/emit/roles-sql.js'
import { quoteIdent } from '../../../src/model/quote.js'
import type { Column, Table } from '../../../src/model/schema.js'
import { defaultRoles, type RoleNames } from '../../../src/model/settings.js'
import { createDatabase, engines, type TestDatabase } from '../../engine/database.js'
import { outcomeOf } from '../../engine/sql-state.js'
import { dropRoles, ownRoles } from '../../server/own-roles.js'
import { column, direct, key, ownColumns, projects, table, tenants } from '../small-schema.js'
import { type ProjectOnDisk, projectOnDisk } from './folder-on-disk.js'

const [acme, globex] = ['0a000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-000000000002']
const tasks = (...more: readonly Column[]) => table('tasks', direct, { columns: ownColumns(...more) })
const projectId = column('project_id', { notNull: false })

/** The keys and the index that the composite key of tasks brings, and whether they hold. */
const standing = `
  select conname as name, convalidated as valid from pg_constraint where conname in ('projects_tenant_id_id_tenant_key', 'tasks_project_id_tenant_fk')
  union all
  select relname, indisvalid from pg_index join pg_class on pg_class.oid = indexrelid where relname = 'tasks_project_id_tenant_id_tenant_idx'
  order by 1`

/** The commands of a script that runs outside a transaction, one at a time as psql sends them. */
const commandsOf = (script: string): readonly string[] =>
  script
    .replaceAll(/^--.*$/gm, '')
    .split(';')
    .filter((command) => command.trim() !== '')

const firstSql = `
  create table tenants (id uuid primary key);
  --> statement-breakpoint
  create table projects (tenant_id uuid not null, id uuid primary key);
  --> statement-breakpoint
  create table tasks (tenant_id uuid not null, id uuid primary key default gen_random_uuid(), project_id uuid);`

describe.each(engines)(
  'migrations of a changing schema, run by an owner who is no superuser on %s',
  (engine) => {
    let project: ProjectOnDisk
    let database: TestDatabase
    let ran: number
    beforeEach(async () => {
      project = await projectOnDisk()
      database = await createDatabase(engine, { migrations: [] })
      ran = 0
    })
    afterEach(async () => {
      await database.close()
      await project.remove()
    })

    /** What drizzle's migrator does: all files that have not run, in one transaction. */
    const migrate = async (change: (sql: string) => string = (sql) => sql) => {
      const { entries } = await project.journal()
      const owner = await database.owner()
      try {
        await owner.exec('begin')
        for (const { tag } of entries.slice(ran)) {
          for (const command of change(await project.read(`migrations/${tag}.sql`)).split(
            '--> statement-breakpoint',
          )) {
            await owner.query(command)
          }
        }
        await owner.exec('commit')
        ran = entries.length
      } catch (error) {
        await owner.exec('rollback')
        throw error
      } finally {
        await owner.close()
      }
    }
    const superuser = async (sql: string) => {
      const session = await database.superuser()
      await session.exec(sql)
      await session.close()
    }
    /** The next version of the schema, by drizzle and by us. */
    const next = async (tables: readonly Table[], sql: string) => {
      await project.drizzle(tables, sql)
      const { findings } = await project.gen(tables)
      expect(findings).toEqual([])
    }

    describe('a key that is added over rows that cross tenants', () => {
      const plain = [tenants, projects, tasks(projectId)]
      const keyed = [
        tenants,
        projects,
        table('tasks', direct, {
          columns: ownColumns(projectId),
          foreignKeys: [key('project_id', 'projects')],
        }),
      ]
      beforeEach(async () => {
        await next(plain, firstSql)
        await migrate()
        await superuser(`insert into tenants values ('${acme}'), ('${globex}');
        insert into projects values ('${globex}', '${globex}');
        insert into tasks (tenant_id, project_id) values ('${acme}', '${globex}')`)
        await next(
          keyed,
          'alter table tasks add constraint fk foreign key (project_id) references projects (id);',
        )
      })

      it('is marked valid over them by an owner under FORCE', async () => {
        await migrate((sql) => sql.replaceAll(/^alter table .* no force row level security;$/gm, 'select 1;'))
        const session = await database.superuser()
        const { rows } = await session.query(
          "select convalidated from pg_constraint where conname = 'tasks_project_id_tenant_fk'",
        )
        expect(rows).toEqual([{ convalidated: true }])
        await session.close()
      })

      it('is refused by our migration, and nothing of it stays', async () => {
        expect(await outcomeOf(migrate())).toBe('23503')
        const session = await database.superuser()
        const { rows } = await session.query(
          "select relname, relforcerowsecurity as forced from pg_class where relname in ('projects', 'tasks') order by 1",
        )
        expect(rows).toEqual([
          { relname: 'projects', forced: true },
          { relname: 'tasks', forced: true },
        ])
        await session.close()
      })
    })

    it('a column that a policy rests on can be dropped, which Postgres refuses without the prologue', async () => {
      const reviewed = table('tasks', direct, {
        columns: ownColumns(projectId, column('reviewer', { notNull: false })),
        foreignKeys: [key('reviewer', 'tenants')],
      })
      await next(
        [tenants, projects, reviewed],
        `${firstSql}\n--> statement-breakpoint\nalter table tasks add column reviewer uuid references tenants (id);`,
      )
      await migrate()
      await next([tenants, projects, tasks(projectId)], 'ALTER TABLE "tasks" DROP COLUMN "reviewer";')
      const bare = (sql: string) => sql.replaceAll(/^drop policy .*$/gm, 'select 1;')
      expect(await outcomeOf(migrate(bare))).toBe('2BP01')
      await migrate()
      await isolated('tasks')
    })

    it('a renamed table stays isolated, with nothing left of its old name', async () => {
      await next([tenants, projects, tasks(projectId)], firstSql)
      await migrate()
      await next(
        [tenants, projects, table('todos', direct, { columns: ownColumns(projectId) })],
        'ALTER TABLE "tasks" RENAME TO "todos";',
      )
      await migrate()
      await isolated('todos')
      const session = await database.superuser()
      const { rows } = await session.query(
        "select conname as name from pg_constraint where conname like 'tasks%tenant%' and contype <> 'n' union all select relname from pg_class where relname like 'tasks%tenant%'",
      )
      expect(rows).toEqual([])
      await session.close()
    })

    it('--online ends where a plain migration does: indexes before, keys after, and no blind validation', async () => {
      const keyed = table('tasks', direct, {
        columns: ownColumns(projectId),
        foreignKeys: [key('project_id', 'projects', { onDelete: 'set null' })],
      })
      await next([tenants, projects, tasks(projectId)], firstSql)
      await migrate()
      const tables = [tenants, projects, keyed]
      await project.drizzle(
        tables,
        'alter table tasks add constraint fk foreign key (project_id) references projects (id);',
      )
      await project.gen(tables, { online: true })
      const tag = (await project.journal()).entries.at(-1)?.tag
      // The migration rests on the index that the first script builds: without it nothing happens.
      expect(await outcomeOf(migrate())).toBe('42704')
      const owner = await database.owner()
      for (const command of commandsOf(await project.read(`migrations/online/${tag}_before.sql`)))
        await owner.query(command)
      await migrate()
      const after = await project.read(`migrations/online/${tag}_after.sql`)
      await expect(owner.exec(after)).rejects.toThrow(/would validate blindly/)
      await owner.close()
      const superuser = await database.superuser()
      const state = async () => (await superuser.query(standing)).rows
      expect(await state()).toContainEqual({ name: 'tasks_project_id_tenant_fk', valid: false })
      await superuser.exec(after)
      expect(await state()).toEqual([
        { name: 'projects_tenant_id_id_tenant_key', valid: true },
        { name: 'tasks_project_id_tenant_fk', valid: true },
        { name: 'tasks_project_id_tenant_id_tenant_idx', valid: true },
      ])
      await superuser.close()
      expect([...(await project.gen(tables)).files.keys()]).toEqual([])
    })

    it('a dropped table takes its isolation along', async () => {
      await next([tenants, projects, tasks(projectId)], firstSql)
      await migrate()
      await next([tenants, projects], 'DROP TABLE "tasks" CASCADE;')
      await migrate()
      await isolated('projects')
    })

    async function isolated(name: string): Promise<void> {
      await superuser(`delete from ${quoteIdent(name)}; insert into tenants values ('${acme}'), ('${globex}');
      insert into ${quoteIdent(name)} (tenant_id, id) values ('${acme}', '${acme}'), ('${globex}', '${globex}')`)
      const app = await database.as(defaultRoles.app)
      await app.exec(`begin; select set_config('app.tenant_id', '${acme}', true)`)
      expect((await app.query(`select id from ${quoteIdent(name)}`)).rows).toEqual([{ id: acme }])
      expect((await app.query(`update ${quoteIdent(name)} set id = id`)).count).toBe(1)
      expect((await app.query(`delete from ${quoteIdent(name)}`)).count).toBe(1)
      await app.exec('rollback')
      await app.close()
    }
  },
)

describe('roles', () => {
  const tables = [tenants, projects]
  const first = `create table tenants (id uuid primary key); create table projects (tenant_id uuid not null, id uuid primary key);`
  let project: ProjectOnDisk
  let database: TestDatabase
  let roles: RoleNames

  beforeEach(async () => {
    project = await projectOnDisk()
    await project.drizzle(tables, first)
    roles = ownRoles(`roles${Math.random().toString(36).slice(2, 7)}`)
  })
  afterEach(async () => {
    await dropRoles(database, roles)
    await database.close()
    await project.remove()
  })
  const ours = async () => {
    await project.gen(tables, { roles })
    const tag = (await project.journal()).entries.at(-1)?.tag
    return (await project.read(`migrations/${tag}.sql`)).replaceAll('--> statement-breakpoint', '')
  }
  const attributes = async (role: string) => {
    const session = await database.superuser()
    const { rows } = await session.query(
      `select rolinherit, rolsuper, rolbypassrls, pg_has_role($1, $2, 'usage') as uses, pg_has_role($1, $2, 'member') as member from pg_roles where rolname = $1`,
      [role, roles.app],
    )
    await session.close()
    return rows[0]
  }

  it.each(engines)(
    'a login that inherits, and was a member already, inherits nothing any more on %s',
    async (engine) => {
      database = await createDatabase(engine, { migrations: [first] })
      const login = roles.logins[0] as string
      const session = await database.superuser()
      await session.exec(
        `create role ${login} login inherit; create role ${roles.app} nologin; grant ${roles.app} to ${login}`,
      )
      expect(await attributes(login)).toMatchObject({ rolinherit: true, uses: true })
      await session.exec(await ours())
      await session.close()
      expect(await attributes(login)).toMatchObject({ rolinherit: false, uses: false, member: true })
    },
  )

  it.each([
    ['superuser', 'nologin superuser', 'app'],
    ['bypassrls', 'nologin bypassrls', 'lifecycle'],
    ['login', 'login', 'seal'],
  ] as const)('a role of ours that is %s already is refused, not used', async (_, options, role) => {
    database = await createDatabase('pglite', { migrations: [first] })
    const session = await database.superuser()
    await session.exec(`create role ${roles[role]} ${options}`)
    await expect(session.exec(await ours())).rejects.toThrow(/may bypass or log in/)
    await session.exec('rollback')
    await session.close()
  })

  it('a login that is superuser is refused', async () => {
    database = await createDatabase('pglite', { migrations: [first] })
    const session = await database.superuser()
    await session.exec(`create role ${roles.logins[0]} login superuser`)
    await expect(session.exec(await ours())).rejects.toThrow(/passes policies by/)
    await session.exec('rollback')
    await session.close()
  })

  it.each(engines)(
    'a migrating role without CREATEROLE needs the role script first, and then no more on %s',
    async (engine) => {
      database = await createDatabase(engine, { migrations: [] })
      const migrator = `${roles.app}_migrator`
      const session = await database.superuser()
      await session.exec(
        `create role ${migrator} login nosuperuser nocreaterole; alter database ${quoteIdent(database.name)} owner to ${migrator}`,
      )
      const asMigrator = await database.as(migrator)
      const sql = await ours()
      await asMigrator.exec(first)
      expect(await outcomeOf(asMigrator.exec(`begin; ${sql} commit;`))).toBe('42501')
      await asMigrator.exec('rollback')
      await session.exec(rolesSql(roles, ['public'], migrator))
      await asMigrator.exec(`begin; ${sql} commit;`)
      await asMigrator.close()
      const { rows } = await session.query(
        "select relforcerowsecurity as forced from pg_class where relname = 'projects'",
      )
      expect(rows).toEqual([{ forced: true }])
      await session.exec(
        `drop owned by ${migrator} cascade; reassign owned by ${migrator} to current_user; alter database ${quoteIdent(database.name)} owner to current_user; drop role ${migrator}`,
      )
      await session.close()
    },
  )
})
