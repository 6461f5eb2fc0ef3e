import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, engines, type TestDatabase } from '../engine/database.js'
import type { Session } from '../engine/session.js'
import { type Arena, openArena } from './arena.js'
import { allChecks } from './checks/index.js'
import { committedMigrations } from './committed-migrations.js'
import { loadWorld } from './load-world.js'
import { hostileBaseline, migrationText, readReference } from './reference.js'
import { seedSql } from './seed.js'
import type { World } from './world.js'

const reference = await readReference()
const checks = allChecks(reference.graph)

describe.each(engines)('isolation of the reference application on %s', (engine) => {
  let database: TestDatabase
  let superuser: Session
  let arena: Arena
  let world: World

  beforeAll(async () => {
    const [first, ...ours] = await committedMigrations()
    database = await createDatabase(engine, {
      migrations: [
        { as: 'owner', sql: await migrationText(`${first}.sql`) },
        { as: 'superuser', sql: await hostileBaseline() },
        { as: 'superuser', sql: seedSql },
        ...(await Promise.all(
          ours.map(async (tag) => ({ as: 'owner' as const, sql: await migrationText(`${tag}.sql`) })),
        )),
      ],
    })
    superuser = await database.superuser()
    world = await loadWorld(superuser, reference)
    await superuser.exec('begin')
    arena = openArena(superuser)
  })
  afterAll(async () => {
    await superuser?.exec('rollback')
    await database?.close()
  })

  it('is attacked by somebody who is neither owner nor superuser', async () => {
    const who = await arena.attempt(
      { session: world.login, role: null, tenant: '' },
      `select session_user::text as s, current_setting('is_superuser') as super`,
    )
    expect(who).toMatchObject({ ok: true, rows: [{ s: world.login, super: 'off' }] })
    const owned = await arena.truth(
      `select relname from pg_class where pg_get_userbyid(relowner) in ('${world.login}', '${world.roles.app}')`,
    )
    expect(owned).toEqual([])
  })

  it.each(checks.map((check) => [check.name, check] as const))('%s', async (_, check) => {
    await expect(check.run(arena, world)).resolves.toBeUndefined()
  })
})
