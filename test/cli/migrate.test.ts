import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSealKey } from '../../src/model/seal.js'
import { newKeyText } from '../../src/server/keys.js'
import { ownerRole } from '../engine/cluster-roles.js'
import { createDatabase, type TestDatabase } from '../engine/database.js'
import { committedMigrations } from '../isolation/committed-migrations.js'
import { migrationText, projectRoot } from '../isolation/reference.js'
import { runCli } from './run-cli.js'
import { tinyProject } from './tiny-project.js'

/** Commands on a live server that are not about the plan alone. */

let database: TestDatabase
let url: string
beforeAll(async () => {
  const tags = await committedMigrations()
  database = await createDatabase('postgres', {
    migrations: await Promise.all(tags.map((tag) => migrationText(`${tag}.sql`))),
  })
  url = database.url(ownerRole) ?? ''
})
afterAll(() => database.close())

const truth = async (sql: string) => {
  const superuser = await database.superuser()
  const { rows } = await superuser.query(sql)
  await superuser.close()
  return rows
}

describe('tenantry migrate', () => {
  it('runs what is pending, notes it in the table that drizzle.config names, and then has nothing to apply', async () => {
    const project = await tinyProject({
      'drizzle.config.json': JSON.stringify({
        dialect: 'postgresql',
        schema: './schema.ts',
        out: './sql',
        migrations: { schema: 'public', table: 'ran' },
      }),
      'sql/meta/_journal.json': JSON.stringify({
        version: '7',
        dialect: 'postgresql',
        entries: [{ idx: 0, version: '7', when: 7, tag: '0000_first', breakpoints: true }],
      }),
      'sql/0000_first.sql': 'create table first (id integer);',
    })
    const args = ['migrate', '--database-url', url]
    expect(await project.run(args)).toEqual({ code: 0, stdout: 'applied 0000_first\n', stderr: '' })
    expect(await truth(`select to_regclass('first') is not null as there, created_at from ran`)).toEqual([
      { there: true, created_at: '7' },
    ])
    expect(await project.run(args)).toEqual({ code: 0, stdout: 'nothing to apply\n', stderr: '' })
    expect(JSON.parse((await project.run([...args, '--json'])).stdout)).toEqual({ applied: [] })
  })

  it('names the migration that fails on one line, and exits 1', async () => {
    const project = await tinyProject({
      'drizzle.config.json': JSON.stringify({ dialect: 'postgresql', schema: './schema.ts' }),
      'drizzle/meta/_journal.json': JSON.stringify({
        version: '7',
        dialect: 'postgresql',
        entries: [{ idx: 0, version: '7', when: 7, tag: '0000_broken', breakpoints: true }],
      }),
      'drizzle/0000_broken.sql': '-- a comment\nselect\n  nothing;',
    })
    const { code, stdout, stderr } = await project.run(['migrate', '--database-url', url])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      'error TEN486 the migration 0000_broken fails: column "nothing" does not exist. Nothing is changed. The statement: select nothing;\n',
    )
  })
})

describe('on the reference application', () => {
  const run = (args: readonly string[], options: { env?: Record<string, string>; input?: string } = {}) =>
    runCli(args, { cwd: projectRoot, ...options })

  it('tenantry apply --release takes the keys down for a push, and apply brings them back', async () => {
    const keys = `select conname from pg_constraint where contype in ('f', 'u') and connamespace = 'public'::regnamespace order by 1`
    const before = await truth(keys)
    const released = await run(['apply', '--release', '--database-url', url])
    expect(released).toMatchObject({ code: 0, stderr: '' })
    const left = await truth(keys)
    expect(before.length - left.length).toBeGreaterThan(10)
    expect(released.stdout).toBe(
      `${before.length - left.length} keys and grants taken down: run drizzle-kit push now, then tenantry apply\n`,
    )
    const again = await run(['apply', '--release', '--json', '--database-url', url])
    expect(JSON.parse(again.stdout)).toEqual({ findings: [], applied: [], standing: [], removed: [] })
    expect(await run(['apply', '--database-url', url])).toMatchObject({ code: 0, stderr: '' })
    expect(await truth(keys)).toEqual(before)
  })

  it('tenantry keys new installs the key that stands on standard input, and does not show it', async () => {
    const text = newKeyText()
    const { kid } = parseSealKey(text)
    const { code, stdout, stderr } = await run(['keys', 'new', '--key-stdin', '--database-url', url], {
      input: `${text}\n`,
    })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain(kid)
    expect(stderr).not.toContain(text)
    expect(await truth('select kid from tenantry.seal_key')).toEqual([{ kid }])
  })

  it('tenantry keys new does not install into DATABASE_URL by itself: the seal is turned on on purpose', async () => {
    const before = await truth('select kid from tenantry.seal_key')
    const { code, stdout } = await run(['keys', 'new'], { env: { DATABASE_URL: url } })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^[0-9a-f]{64}\n$/)
    expect(await truth('select kid from tenantry.seal_key')).toEqual(before)
  })
})
