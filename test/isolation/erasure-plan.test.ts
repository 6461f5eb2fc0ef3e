import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planErasure, planExport } from '../../src/codegen/plan/plan-lifecycle.js'
import type { RowPredicate } from '../../src/model/plan.js'
import { quoteIdent, quoteList, quoteName } from '../../src/model/quote.js'
import { createDatabase, engines, type TestDatabase } from '../engine/database.js'
import type { Session } from '../engine/session.js'
import { openArena } from './arena.js'
import { committedMigrations } from './committed-migrations.js'
import { loadWorld } from './load-world.js'
import { migrationText, readReference } from './reference.js'
import { seedSql } from './seed.js'
import { lifecycle, ownedBy, tableOf, type World } from './world.js'

const reference = await readReference()
const plan = planErasure(reference.graph)

describe.each(engines)('the erasure plan on %s', (engine) => {
  let database: TestDatabase
  let superuser: Session
  let world: World
  beforeAll(async () => {
    const tags = await committedMigrations()
    const migrations = await Promise.all(tags.map((tag) => migrationText(`${tag}.sql`)))
    database = await createDatabase(engine, { migrations, seed: seedSql })
    superuser = await database.superuser()
    world = await loadWorld(superuser, reference)
  })
  afterAll(() => database?.close())

  const where = (predicate: RowPredicate): string =>
    predicate.by === 'column'
      ? `${quoteIdent(predicate.column)} = '${world.a}'`
      : `(${quoteList(predicate.columns)}) in (select ${quoteList(predicate.parentColumns)} from ${quoteName(tableOf(world, predicate.parent).table)} where ${where(predicate.parentPredicate)})`

  /** One statement for each step: the tables of a component go together. */
  const statements = () =>
    plan.steps.map(({ tables }) => {
      const deletes = tables.map(
        ({ table, predicate }) =>
          `delete from ${quoteName(tableOf(world, table).table)} where ${where(predicate)}`,
      )
      const last = deletes.at(-1)
      const first = deletes.slice(0, -1).map((sql, index) => `step_${index} as (${sql})`)
      return first.length === 0 ? `${last}` : `with ${first.join(', ')} ${last}`
    })

  /** Rows of both companies in every table of the plan. */
  const rows = async () => {
    const session = openArena(superuser)
    const [row] = await session.truth(`select array[${counts(world.a)}] as a, array[${counts(world.b)}] as b`)
    if (row === undefined) throw new Error('no answer')
    return { a: row.a as number[], b: row.b as number[] }
  }
  const counts = (tenant: string) =>
    plan.steps
      .flatMap(({ tables }) => tables)
      .map(
        ({ table }) =>
          `(select count(*)::int from ${quoteName(tableOf(world, table).table)} where ${ownedBy(world, tableOf(world, table), tenant, false)})`,
      )

  it('respects every key, takes all of one tenant and nothing of the other, as the lifecycle role inside its tenant', async () => {
    await superuser.exec('begin')
    const before = await rows()
    expect(before.a.every((count) => count > 0)).toBe(true)
    await superuser.query("select set_config('app.tenant_id', $1, true), set_config('role', $2, true)", [
      lifecycle(world, world.a).tenant,
      world.roles.lifecycle,
    ])
    for (const sql of statements()) await superuser.query(sql)
    await superuser.exec('reset role')
    const after = await rows()
    expect(after.a).toEqual(before.a.map(() => 0))
    expect(after.b).toEqual(before.b)
    await superuser.exec('rollback')
  })

  it('fails in any order that puts a referred table first', async () => {
    await superuser.exec('begin')
    await superuser.query("select set_config('app.tenant_id', $1, true), set_config('role', $2, true)", [
      world.a,
      world.roles.lifecycle,
    ])
    await expect(superuser.query(`delete from tenants where id = '${world.a}'`)).rejects.toThrow(
      /violates foreign key/,
    )
    await superuser.exec('rollback')
  })
})

it('the export plan is the erasure plan backwards: parents before children', () => {
  const names = (steps: readonly { readonly tables: readonly { readonly table: string }[] }[]) =>
    steps.map(({ tables }) => tables.map(({ table }) => table))
  expect(names(planExport(reference.graph).steps)).toEqual(names(plan.steps).reverse())
})
