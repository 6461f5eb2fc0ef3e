import type { OwnedTable } from '../../../src/model/graph.js'
import { quoteIdent, quoteLiteral, quoteName } from '../../../src/model/quote.js'
import {
  app,
  type Check,
  expectCount,
  expectRefused,
  firstRow,
  insertSql,
  isMembers,
  lifecycle,
  login,
  ownedBy,
} from '../world.js'

/** What a permissive policy and a grant, planted by mistake, would open on one table: nothing. */
export const guardChecks = (owned: OwnedTable): readonly Check[] => {
  const { kind } = owned.ownership
  if (kind === 'system' || kind === 'unclassified') return []
  const target = quoteName(owned.table)
  return [
    {
      name: `${owned.id}: a permissive policy that is added later opens nothing`,
      table: owned.id,
      run: (arena, world) =>
        arena.after(
          `create policy planted on ${target} as permissive for all to public using (true) with check (true);
           grant all on table ${target} to ${quoteIdent(world.roles.app)}, ${quoteIdent(world.roles.lifecycle)}, ${quoteIdent(world.login)}`,
          async () => {
            const touch = quoteIdent(world.touch(owned))
            const own = await arena.truth(
              `select from ${target} where ${ownedBy(world, owned, world.a, true)}`,
            )
            const writable = await arena.truth(
              `select from ${target} where ${ownedBy(world, owned, world.a, false)}`,
            )
            for (const actor of [app(world, world.a), lifecycle(world, world.a)]) {
              expectCount(await arena.attempt(actor, `select from ${target}`), own.length, 'select')
              // A root or identity row of B cannot be made a second time: refused by the key only without the guard.
              expectRefused(
                await arena.attempt(actor, insertSql(owned, world.freshRow(owned.id, world.b))),
                'insert',
              )
              const changed = kind === 'identity' || kind === 'shared' ? 0 : writable.length
              expectCount(
                await arena.attempt(actor, `update ${target} set ${touch} = ${touch}`),
                changed,
                'update',
              )
              const theirs =
                kind === 'shared'
                  ? 'true'
                  : await firstRow(arena, owned, ownedBy(world, owned, world.b, false))
              expectCount(await arena.attempt(actor, `delete from ${target} where ${theirs}`), 0, 'delete')
              const foreign = `delete from ${target} where (${ownedBy(world, owned, world.a, false)}) is not true`
              expectCount(await arena.attempt(actor, foreign), 0, 'delete of rows that are only read')
              if (owned.ownership.kind === 'direct') {
                const column = quoteIdent(owned.ownership.column)
                expectRefused(
                  await arena.attempt(actor, `update ${target} set ${column} = ${quoteLiteral(world.b)}`),
                  'move',
                )
              }
            }
            if (isMembers(world, owned)) {
              const stranger = insertSql(owned, world.freshRow(owned.id, world.a))
              expectRefused(await arena.attempt(app(world, world.a), stranger), 'new member')
            }
            // The login itself may not even ask who the tenant is.
            if (kind === 'shared') return
            expectRefused(await arena.attempt(login(world), `select from ${target}`), 'login')
          },
        ),
    },
  ]
}
