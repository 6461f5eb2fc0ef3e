import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loginRole } from '../engine/cluster-roles.js'
import { createDatabase, type Engine, type TestDatabase } from '../engine/database.js'
import type { Session } from '../engine/session.js'
import { allChecks } from './checks/index.js'
import { loadWorld } from './load-world.js'
import { type Mutant, mutate } from './mutation.js'
import { hostileBaseline, readReference } from './reference.js'
import { seedSql } from './seed.js'
import type { World } from './world.js'

const reference = await readReference()
const checks = allChecks(reference.graph)
const isRole = (id: string) => id.startsWith('role:')

/** Roles belong to a whole server and outlive a database, so only a server of one's own shows what a missing one does. */
const shares: readonly {
  readonly engine: Engine
  readonly of: (id: string) => boolean
  readonly beforehand: string
}[] = [
  { engine: 'postgres', of: (id) => !isRole(id), beforehand: '' },
  // Nobody has made the login yet: the migration does.
  { engine: 'pglite', of: isRole, beforehand: `drop owned by ${loginRole}; drop role ${loginRole}` },
]

describe.each(shares)('leaving out one command of the isolation on $engine', ({ engine, of, beforehand }) => {
  let database: TestDatabase
  let superuser: Session
  let world: World

  beforeAll(async () => {
    database = await createDatabase(engine, {
      migrations: [
        { as: 'owner', sql: reference.drizzleMigration },
        { as: 'superuser', sql: await hostileBaseline() },
        { as: 'superuser', sql: seedSql },
        { as: 'superuser', sql: beforehand },
      ],
    })
    superuser = await database.superuser()
    world = await loadWorld(superuser, reference)
  })
  afterAll(() => database?.close())

  it('is noticed, whichever it is', async () => {
    const leftOut = reference.steps.filter(({ id }) => of(id))
    const mutants = await mutate(superuser, database.superuserRole, reference.steps, leftOut, checks, world)
    const survivors = mutants.filter(({ killedBy }) => killedBy === null).map(({ id }) => id)
    report(engine, mutants, survivors)
    expect(mutants.length).toBeGreaterThan(5)
    expect(survivors).toEqual([])
  }, 280_000)
})

function report(engine: Engine, mutants: readonly Mutant[], survivors: readonly string[]): void {
  const killed = mutants.length - survivors.length
  const rate = ((100 * killed) / mutants.length).toFixed(1)
  process.stdout.write(
    `mutation kill rate on ${engine}: ${killed} of ${mutants.length} left-out commands noticed (${rate} %)\n`,
  )
}
