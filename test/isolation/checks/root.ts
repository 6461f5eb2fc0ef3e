import type { OwnedTable } from '../../../src/model/graph.js'
import { quoteIdent, quoteLiteral, quoteName } from '../../../src/model/quote.js'
import { app, type Check, expectCount, expectRefused, insertSql, lifecycle } from '../world.js'

/** The table of the tenants: a tenant changes its own row but not who it is and whether it is active. */
export const rootChecks = (owned: OwnedTable): readonly Check[] => {
  const { ownership } = owned
  if (ownership.kind !== 'root') return []
  const target = quoteName(owned.table)
  const check = (name: string, run: Check['run']): Check => ({
    name: `${owned.id}: ${name}`,
    table: owned.id,
    run,
  })
  const set = (column: string, value: string) => `update ${target} set ${quoteIdent(column)} = ${value}`
  return [
    check('a tenant changes its own row and no other', async (arena, world) => {
      const touch = world.touch(owned)
      expectCount(await arena.attempt(app(world, world.a), set(touch, quoteIdent(touch))), 1, 'update')
    }),
    check('a tenant changes neither its key nor its status', async (arena, world) => {
      if (ownership.status === null) throw new Error('the reference root has a status')
      expectRefused(await arena.attempt(app(world, world.a), set(ownership.status, "'suspended'")), 'status')
      expectRefused(
        await arena.attempt(app(world, world.a), set(ownership.column, quoteLiteral(world.nobody))),
        'key',
      )
    }),
    check('a tenant neither adds nor removes tenants', async (arena, world) => {
      expectRefused(
        await arena.attempt(app(world, world.a), insertSql(owned, world.freshRow(owned.id, world.a))),
        'insert',
      )
      expectRefused(await arena.attempt(app(world, world.a), `delete from ${target}`), 'delete')
    }),
    check('the lifecycle role restores, marks and removes one tenant only', async (arena, world) => {
      const row = {
        ...world.freshRow(owned.id, world.nobody),
        [ownership.column]: quoteLiteral(world.nobody),
      }
      const actor = lifecycle(world, world.nobody)
      expectCount(await arena.attempt(actor, insertSql(owned, row)), 1, 'insert')
      expectCount(
        await arena.attempt(
          actor,
          insertSql(owned, row),
          `update ${target} set ${quoteIdent(ownership.status ?? '')} = 'deleted'`,
        ),
        1,
        'tombstone',
      )
      expectCount(await arena.attempt(actor, insertSql(owned, row), `delete from ${target}`), 1, 'delete')
      expectRefused(
        await arena.attempt(lifecycle(world, world.a), insertSql(owned, row)),
        'insert of another',
      )
    }),
  ]
}
