import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownerRole } from '../engine/cluster-roles.js'
import { createDatabase, type TestDatabase } from '../engine/database.js'
import { committedMigrations } from '../isolation/committed-migrations.js'
import { migrationText, projectRoot } from '../isolation/reference.js'
import { runCli } from './run-cli.js'

/** The commands on a live server, on the reference application, as the owner of its tables. */

let database: TestDatabase
let url: string
beforeAll(async () => {
  // The roles are the whole server's, and making a database is where one test file at a time makes them.
  const tags = await committedMigrations()
  const migrations = await Promise.all(tags.map((tag) => migrationText(`${tag}.sql`)))
  await (await createDatabase('postgres', { migrations })).close()
  database = await createDatabase('postgres', { migrations: [await migrationText('0000_init.sql')] })
  url = database.url(ownerRole) ?? ''
})
afterAll(() => database.close())

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCli(args, { cwd: projectRoot, env: { DATABASE_URL: url, ...env } })

describe('tenantry apply', () => {
  it('brings the database to the plan; a second run finds it there, and prints JSON alone', async () => {
    const first = await run(['apply'])
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(/^\d{3} statements applied, 0 already there$/m)

    const second = await run(['apply', '--json'])
    expect(second).toMatchObject({ code: 0, stderr: '' })
    const { applied, standing, removed } = JSON.parse(second.stdout)
    expect(standing.length).toBeGreaterThan(10)
    expect(applied.length + standing.length).toBe(Number(/^\d+/m.exec(first.stdout)?.[0]))
    expect(removed).toEqual([])
  })
})

describe('tenantry keys', () => {
  it('makes, installs, rotates and lists keys, and shows a key only where it is new', async () => {
    const alone = await run(['keys', 'new'])
    expect(alone.stdout).toMatch(/^[0-9a-f]{64}\n$/)
    expect(await run(['keys', 'list'])).toMatchObject({ code: 0, stdout: expect.stringContaining('no key') })

    const given = alone.stdout.trim()
    const installed = await run(['keys', 'new', '--json', '--database-url', url], { TENANTRY_KEY: given })
    expect(installed).toMatchObject({ code: 0 })
    const { kid } = JSON.parse(installed.stdout)

    const again = await run(['keys', 'new', '--database-url', url])
    expect(again).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('TEN483') })

    const rotated = await run(['keys', 'rotate', '--json'])
    const second = JSON.parse(rotated.stdout)
    expect(second.key).toMatch(/^[0-9a-f]{64}$/)

    const listed = await run(['keys', 'list', '--json'])
    expect(JSON.parse(listed.stdout)).toEqual({
      keys: [
        { kid: second.kid, createdAt: expect.any(String), current: true },
        { kid, createdAt: expect.any(String), current: false },
      ],
    })
    for (const { stdout, stderr } of [installed, again, listed]) {
      expect(stdout + stderr).not.toContain(given)
      expect(stdout + stderr).not.toContain(second.key)
    }
  })

  it('refuses a malformed TENANTRY_KEY without showing it', async () => {
    const { code, stdout, stderr } = await run(['keys', 'rotate'], { TENANTRY_KEY: 'not-a-key-but-secret' })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('TEN602')
    expect(stderr).not.toContain('not-a-key-but-secret')
  })
})
