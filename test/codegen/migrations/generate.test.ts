import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../../src/model/schema.js'
import {
  column,
  direct,
  key,
  ownColumns,
  projects,
  sharedRows,
  system,
  table,
  tenants,
} from '../small-schema.js'
import { type ProjectOnDisk, projectOnDisk } from './folder-on-disk.js'

const tasks = table('tasks', direct, {
  columns: ownColumns(column('project_id', { notNull: false })),
  foreignKeys: [key('project_id', 'projects', { onDelete: 'cascade' })],
})
const before: readonly Table[] = [tenants, projects]

let project: ProjectOnDisk
beforeEach(async () => {
  project = await projectOnDisk()
  await project.drizzle(before, 'CREATE TABLE "projects" ();')
})
afterEach(() => project.remove())

const newest = async () => {
  const { entries } = await project.journal()
  return project.read(`migrations/${entries.at(-1)?.tag}.sql`)
}
/** The commands of a migration without their comments. */
const commands = (sql: string) =>
  sql
    .split('--> statement-breakpoint')
    .map((part) => part.replaceAll(/^--.*$/gm, '').trim())
    .filter((part) => part !== '')

describe('the first migration', () => {
  it('is written in drizzle’s format, one command at a time, each under its reason', async () => {
    await project.gen(before)
    const { entries } = await project.journal()
    expect(entries).toMatchObject([{ idx: 0 }, { idx: 1, when: (entries[0]?.when ?? 0) + 1 }])
    expect(entries[1]?.tag).toMatch(/^0001_tenantry_[0-9a-f]{8}$/)
    for (const part of (await newest()).split('--> statement-breakpoint')) expect(part).toMatch(/^-- \S/m)
    const copy = JSON.parse(await project.read('migrations/meta/0001_snapshot.json'))
    const previous = JSON.parse(await project.read('migrations/meta/0000_snapshot.json'))
    expect(copy).toMatchObject({ prevId: previous.id, tables: previous.tables })
    expect(copy.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  })

  it('leaves no foreign file in meta/, which would break drizzle-kit', async () => {
    await project.gen(before)
    const names = await readdir(join(project.root, 'migrations/meta'))
    expect(names.sort()).toEqual(['0000_snapshot.json', '0001_snapshot.json', '_journal.json'])
  })

  it('has the same bytes whenever and wherever it is made', async () => {
    const first = await project.gen(before, { check: true })
    const second = await project.gen(before, { check: true })
    expect([...second.files]).toEqual([...first.files])
    const elsewhere = await projectOnDisk()
    await elsewhere.drizzle(before, 'CREATE TABLE "projects" ();')
    expect([...(await elsewhere.gen(before, { check: true })).files]).toEqual([...first.files])
    await elsewhere.remove()
  })
})

describe('a later run', () => {
  beforeEach(async () => {
    await project.gen(before)
  })

  it('changes nothing when nothing changed', async () => {
    const { files, changes } = await project.gen(before)
    expect([...files.keys()]).toEqual([])
    expect(changes).toEqual({ added: [], changed: [], removed: [] })
  })

  it('for a new table adds exactly what belongs to it, and lifts FORCE from the table whose rows its key reads', async () => {
    await project.drizzle([...before, tasks], 'CREATE TABLE "tasks" ();')
    const { changes } = await project.gen([...before, tasks])
    // The unique key that the new key needs leads with the tenant, so the index that did is one too many.
    expect(changes.removed).toEqual(['index:public.projects:projects_tenant_id_tenant_idx'])
    expect(changes.changed).toEqual(['manifest:hash'])
    for (const id of changes.added) expect(id).toMatch(/:public\.tasks(:|$)|^unique:public\.projects:/)
    expect(changes.added).toContain('foreign-key:public.tasks:tasks_project_id_tenant_fk')
    const sql = commands(await newest())
    const at = (text: string) => sql.findIndex((command) => command.startsWith(text))
    const open = at('alter table "public"."projects" no force')
    const keyAdded = at('alter table "public"."tasks" add constraint "tasks_project_id_tenant_fk"')
    const close = at('alter table "public"."projects" force')
    expect(open).toBeGreaterThanOrEqual(0)
    expect(keyAdded).toBeGreaterThan(open)
    expect(close).toBeGreaterThan(keyAdded)
  })

  it('for a table that is no longer the tenants’ takes back exactly its isolation', async () => {
    const retired = table('projects', system, { columns: ownColumns() })
    const { changes } = await project.gen([tenants, retired])
    expect(changes.added).toEqual([])
    expect(changes.changed).toEqual(['manifest:hash'])
    const sql = await newest()
    expect(sql).toContain('drop policy if exists "tenantry_select" on "public"."projects"')
    expect(sql).toContain('no force row level security')
    expect(sql).not.toContain('create policy')
  })

  it('for rows that are shared from now on changes the policies of that table alone', async () => {
    const shared = table('projects', sharedRows, {
      columns: [column('id'), column('tenant_id', { notNull: false })],
    })
    const { changes } = await project.gen([tenants, shared])
    expect(changes.changed).toEqual(['policy:public.projects:tenantry_select', 'manifest:hash'])
    expect(changes.removed).toEqual(['policy:public.projects:tenantry_guard'])
    expect(changes.added.every((id) => id.startsWith('policy:public.projects:tenantry_guard_'))).toBe(true)
  })

  it('for a dropped table undoes only what stands elsewhere because of it', async () => {
    await project.drizzle([...before, tasks], 'CREATE TABLE "tasks" ();')
    await project.gen([...before, tasks])
    await project.drizzle(before, 'DROP TABLE "tasks" CASCADE;')
    await project.gen(before)
    const sql = commands(await newest())
    expect(sql.filter((command) => command.includes('tasks'))).toEqual([])
    expect(sql).toEqual([
      'alter table if exists "public"."projects" drop constraint if exists "projects_tenant_id_id_tenant_key";',
      'create index "projects_tenant_id_tenant_idx" on "public"."projects" ("tenant_id");',
      expect.stringContaining('insert into "tenantry"."manifest"'),
    ])
  })

  it('for a renamed table undoes under the new name what went with it', async () => {
    const renamed = table('undertakings', direct, { columns: ownColumns() })
    await project.drizzle([tenants, renamed], 'ALTER TABLE "projects" RENAME TO "undertakings";')
    await project.gen([tenants, renamed])
    const sql = commands(await newest())
    const drop = sql.indexOf('drop policy if exists "tenantry_select" on "public"."undertakings";')
    const create = sql.findIndex((command) =>
      command.startsWith('create policy "tenantry_select" on "public"."undertakings"'),
    )
    expect(drop).toBeGreaterThanOrEqual(0)
    expect(create).toBeGreaterThan(drop)
    expect(sql.join('\n')).not.toContain('"public"."projects"')
  })

  it('for a login that is added makes anew what names the logins', async () => {
    const { changes } = await project.gen(before, { roles: { logins: ['web'] } })
    expect(changes.added).toEqual(['role:login:web', 'role:member:web'])
    expect(changes.changed).toContain('policy:public.projects:tenantry_guard')
    expect(changes.removed).toEqual([])
  })
})

describe('a column that policies and keys rest on', () => {
  it('is released at the head of drizzle’s own migration, since Postgres refuses to drop it otherwise', async () => {
    await project.drizzle([...before, tasks], 'CREATE TABLE "tasks" ();')
    const withReviewer = table('tasks', direct, {
      columns: ownColumns(column('project_id', { notNull: false }), column('tenant_ref', { notNull: false })),
      foreignKeys: [...tasks.foreignKeys, key('tenant_ref', 'tenants')],
    })
    await project.drizzle([...before, withReviewer], 'ALTER TABLE "tasks" ADD COLUMN "tenant_ref" uuid;')
    await project.gen([...before, withReviewer])
    const drop = 'ALTER TABLE "tasks" DROP COLUMN "tenant_ref";'
    await project.drizzle([...before, tasks], drop)
    await project.gen([...before, tasks])
    const { entries } = await project.journal()
    const theirs = await project.read(`migrations/${entries.at(-2)?.tag}.sql`)
    expect(theirs.endsWith(drop)).toBe(true)
    for (const policy of ['insert', 'update', 'guard']) {
      expect(theirs).toContain(`drop policy if exists "tenantry_${policy}" on "public"."tasks";`)
      expect(await newest()).toContain(`create policy "tenantry_${policy}" on "public"."tasks"`)
    }
    expect(await newest()).not.toContain('drop policy')
    const again = await project.gen([...before, tasks])
    expect([...again.files.keys()]).toEqual([])
  })
})

describe('--online', () => {
  it('builds indexes before, adds keys without reading rows, and validates after', async () => {
    await project.gen(before)
    await project.drizzle([...before, tasks], 'CREATE TABLE "tasks" ();')
    await project.gen([...before, tasks], { online: true })
    const sql = await newest()
    expect(sql).toContain('unique using index "projects_tenant_id_id_tenant_key"')
    expect(sql).toContain('on delete cascade not valid')
    expect(sql).not.toContain('create index')
    const tag = (await project.journal()).entries.at(-1)?.tag
    const first = await project.read(`migrations/online/${tag}_before.sql`)
    expect(first).toContain(
      'create unique index concurrently if not exists "projects_tenant_id_id_tenant_key"',
    )
    expect(first).toContain('create index concurrently')
    const last = await project.read(`migrations/online/${tag}_after.sql`)
    expect(last).toContain('validate constraint "tasks_project_id_tenant_fk"')
    expect(last).toContain('rolbypassrls')
    const again = await project.gen([...before, tasks])
    expect([...again.files.keys()]).toEqual([])
  })
})

describe('what cannot be built on', () => {
  it('a snapshot that is behind is named, table and column, and nothing is written', async () => {
    const wider = table('projects', direct, { columns: ownColumns(column('name', { type: 'text' })) })
    const { findings, files } = await project.gen([tenants, wider, tasks])
    expect(findings.map(({ code, object }) => [code, object])).toEqual([
      ['TEN121', 'public.projects'],
      ['TEN121', 'public.tasks'],
    ])
    expect(findings[0]?.message).toContain('name')
    expect(findings[0]?.where).toEqual({ file: 'schema.ts', line: 1, column: 1 })
    expect(findings[0]?.fix).toContain('drizzle-kit generate')
    expect(files.size).toBe(0)
  })

  it('a table that the migrations hold and the schema does not is named too', async () => {
    const { findings, files } = await project.gen([tenants])
    expect(findings).toMatchObject([{ code: 'TEN121', object: 'public.projects' }])
    expect(files.size).toBe(0)
  })

  it('an error of the graph writes nothing', async () => {
    const { findings, files } = await project.gen([projects])
    expect(findings.map(({ code }) => code)).toContain('TEN202')
    expect(files.size).toBe(0)
  })

  it('a folder without drizzle’s journal is an error that says what to run', async () => {
    const empty = await projectOnDisk()
    await expect(empty.gen(before)).rejects.toThrow(/TEN122 .*drizzle-kit generate/)
    await empty.remove()
  })

  it('a lock file of another branch is an error, not a second first migration', async () => {
    await project.gen(before)
    const lock = JSON.parse(await project.read('migrations/tenantry.lock.json'))
    const { writeFile } = await import('node:fs/promises')
    await writeFile(
      join(project.root, 'migrations/tenantry.lock.json'),
      JSON.stringify({ ...lock, migration: '0009_tenantry_x' }),
    )
    await expect(project.gen(before)).rejects.toThrow(/TEN123 .*0009_tenantry_x/)
    await writeFile(join(project.root, 'migrations/tenantry.lock.json'), '<<<<<<< HEAD')
    await expect(project.gen(before)).rejects.toThrow(/TEN123/)
  })

  it('a folder that cannot be written to leaves no half of the files', async () => {
    const { writeFile, mkdir, rm } = await import('node:fs/promises')
    await writeFile(join(project.root, 'generated'), 'in the way')
    await expect(project.gen(before)).rejects.toThrow(/TEN124/)
    expect((await project.journal()).entries).toHaveLength(1)
    expect((await readdir(join(project.root, 'migrations'))).sort()).toEqual(['0000_app.sql', 'meta'])
    await rm(join(project.root, 'generated'))
    await mkdir(join(project.root, 'generated'))
  })
})
