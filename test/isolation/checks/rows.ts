import type { OwnedTable } from '../../../src/model/graph.js'
import { quoteIdent, quoteLiteral, quoteName } from '../../../src/model/quote.js'
import type { Actor, Arena, Outcome } from '../arena.js'
import {
  admin,
  app,
  type Check,
  expectCount,
  expectRefused,
  firstRow,
  insertSql,
  isMembers,
  keyColumns,
  lifecycle,
  login,
  ownedBy,
  owner,
  type World,
} from '../world.js'

/** For one table: what a tenant may do to its own rows works, and nothing reaches another tenant's. */
export const rowChecks = (owned: OwnedTable): readonly Check[] => {
  const { kind } = owned.ownership
  const writable = kind === 'direct' || kind === 'through'
  const visible = kind !== 'system' && kind !== 'unclassified'
  const check = (name: string, run: Check['run']): Check => ({
    name: `${owned.id}: ${name}`,
    table: owned.id,
    run,
  })
  return [
    check('outside a tenant the login can do nothing', (arena, world) => loginIsDenied(arena, world, owned)),
    check(
      'nobody truncates, refers to or puts triggers on it, and PUBLIC and the login hold nothing',
      async (arena, world) => {
        const target = quoteLiteral(quoteName(owned.table))
        const held = await arena.truth(
          `select r.role, p.privilege from unnest(array['public', $1, $2, $3, $4]) r(role),
           unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p(privilege)
         where has_table_privilege(r.role, ${target}, p.privilege)
           and (r.role in ('public', $4) or p.privilege in ('truncate', 'references', 'trigger'))`,
          [world.roles.app, world.roles.lifecycle, world.roles.admin, world.login],
        )
        if (held.length > 0) throw new Error(JSON.stringify(held))
      },
    ),
    check('nobody truncates it', async (arena, world) =>
      expectRefused(
        await arena.attempt(app(world, world.a), `truncate ${quoteName(owned.table)}`),
        'truncate',
      ),
    ),
    ...(visible
      ? [
          check('a tenant reads and counts exactly its own rows', (arena, world) =>
            readsOwn(arena, world, owned),
          ),
          check('without a tenant the app role gets an error, not an empty answer', async (arena, world) => {
            if (kind === 'shared') return
            expectRefused(
              await arena.attempt(app(world, ''), `select count(*) from ${quoteName(owned.table)}`),
              'no tenant',
            )
          }),
          check('the owner of the table sees nothing either', async (arena, world) => {
            const outcome = await arena.attempt(
              owner(world),
              `select ${keyColumns(owned)} from ${quoteName(owned.table)}`,
            )
            expectCount(outcome, 0, 'owner under FORCE')
          }),
          check('the admin role sees and adds all', (arena, world) => adminSeesAll(arena, world, owned)),
          check('a tenant locks only its own rows', (arena, world) =>
            locksOwn(arena, world, owned, writable),
          ),
          check('the lifecycle role reads exactly one tenant', (arena, world) =>
            lifecycleReadsOwn(arena, world, owned),
          ),
        ]
      : [
          check('a tenant cannot read it at all', async (arena, world) =>
            expectRefused(
              await arena.attempt(app(world, world.a), `select from ${quoteName(owned.table)}`),
              'select',
            ),
          ),
        ]),
    ...(writable
      ? [
          check('a tenant inserts its own row, but makes nobody a member', async (arena, world) => {
            const outcome = await arena.attempt(
              app(world, world.a),
              insertSql(owned, world.freshRow(owned.id, world.a)),
            )
            if (isMembers(world, owned)) return expectRefused(outcome, 'new member')
            expectCount(outcome, 1, 'insert')
          }),
          check("a tenant cannot insert another tenant's row", async (arena, world) =>
            expectRefused(
              await arena.attempt(app(world, world.a), insertSql(owned, world.freshRow(owned.id, world.b))),
              'insert for B',
            ),
          ),
          check('a tenant updates exactly its own rows', (arena, world) => updatesOwn(arena, world, owned)),
          check('a tenant cannot move a row to another tenant', (arena, world) =>
            cannotMove(arena, world, owned),
          ),
          check('a tenant deletes its own row and no other', (arena, world) =>
            deletesOwn(arena, world, owned),
          ),
          check('the lifecycle role writes one tenant and no other', (arena, world) =>
            lifecycleWrites(arena, world, owned),
          ),
        ]
      : visible && kind !== 'root'
        ? [
            check('a tenant cannot write it', async (arena, world) => {
              const target = quoteName(owned.table)
              const touch = quoteIdent(world.touch(owned))
              const actor = app(world, world.a)
              expectRefused(
                await arena.attempt(actor, insertSql(owned, world.freshRow(owned.id, world.a))),
                'insert',
              )
              expectRefused(await arena.attempt(actor, `update ${target} set ${touch} = ${touch}`), 'update')
              expectRefused(await arena.attempt(actor, `delete from ${target}`), 'delete')
            }),
          ]
        : []),
  ]
}

async function loginIsDenied(arena: Arena, world: World, owned: OwnedTable): Promise<void> {
  const target = quoteName(owned.table)
  const touch = quoteIdent(world.touch(owned))
  const row = world.freshRow(owned.id, world.a)
  const statements = [
    `select from ${target}`,
    insertSql(owned, row),
    `update ${target} set ${touch} = ${touch}`,
    `delete from ${target}`,
    `truncate ${target}`,
  ]
  for (const sql of statements)
    expectRefused(await arena.attempt(login(world), sql), `login: ${sql.slice(0, 30)}`)
}

async function readsOwn(arena: Arena, world: World, owned: OwnedTable): Promise<void> {
  const target = quoteName(owned.table)
  for (const [mine, other] of [
    [world.a, world.b],
    [world.b, world.a],
  ] as const) {
    const expected = await keysWhere(arena, owned, ownedBy(world, owned, mine, true))
    const foreign = await keysWhere(arena, owned, ownedBy(world, owned, other, false))
    if (expected.length === 0)
      throw new Error(`the seed gives ${mine} no row of ${owned.id}: the check would prove nothing`)
    if (owned.ownership.kind !== 'shared' && foreign.length === 0)
      throw new Error(`the seed gives ${other} no row of ${owned.id}`)
    const outcome = await arena.attempt(
      app(world, mine),
      `select ${keysText(owned)} as key from ${target} order by 1`,
    )
    if (!outcome.ok) throw new Error(`select: ${outcome.state} ${outcome.message}`)
    const seen = outcome.rows.map(({ key }) => String(key))
    if (JSON.stringify(seen) !== JSON.stringify(expected))
      throw new Error(`sees ${JSON.stringify(seen)}, not ${JSON.stringify(expected)}`)
    const counted = await arena.attempt(app(world, mine), `select count(*)::int as n from ${target}`)
    if (!counted.ok || Number(counted.rows[0]?.n) !== expected.length)
      throw new Error('counts other rows than it sees')
  }
}

async function locksOwn(arena: Arena, world: World, owned: OwnedTable, writable: boolean): Promise<void> {
  const sql = `select ${keysText(owned)} as key from ${quoteName(owned.table)} for update`
  const outcome = await arena.attempt(app(world, world.a), sql)
  if (!writable && owned.ownership.kind !== 'root') return expectRefused(outcome, 'lock')
  const own = await keysWhere(arena, owned, ownedBy(world, owned, world.a, false))
  expectCount(outcome, own.length, 'locked rows')
}

async function adminSeesAll(arena: Arena, world: World, owned: OwnedTable): Promise<void> {
  const all = await keysWhere(arena, owned, 'true')
  const target = quoteName(owned.table)
  expectCount(
    await arena.attempt(admin(world), `select ${keyColumns(owned)} from ${target}`),
    all.length,
    'admin',
  )
  if (owned.ownership.kind === 'root') return
  expectCount(
    await arena.attempt(admin(world), insertSql(owned, world.freshRow(owned.id, world.b))),
    1,
    'admin insert',
  )
}

async function lifecycleReadsOwn(arena: Arena, world: World, owned: OwnedTable): Promise<void> {
  const own = await keysWhere(arena, owned, ownedBy(world, owned, world.a, true))
  const outcome = await arena.attempt(
    lifecycle(world, world.a),
    `select ${keyColumns(owned)} from ${quoteName(owned.table)}`,
  )
  expectCount(outcome, own.length, 'lifecycle')
}

async function updatesOwn(arena: Arena, world: World, owned: OwnedTable): Promise<void> {
  const touch = quoteIdent(world.touch(owned))
  const own = await keysWhere(arena, owned, ownedBy(world, owned, world.a, false))
  const sql = `update ${quoteName(owned.table)} set ${touch} = ${touch}`
  expectCount(await arena.attempt(app(world, world.a), sql), own.length, 'update without where')
  const theirs = await firstRow(arena, owned, ownedBy(world, owned, world.b, false))
  expectCount(await arena.attempt(app(world, world.a), `${sql} where ${theirs}`), 0, "update of B's row")
}

async function cannotMove(arena: Arena, world: World, owned: OwnedTable): Promise<void> {
  const mine = await firstRow(arena, owned, ownedBy(world, owned, world.a, false))
  const { ownership } = owned
  if (ownership.kind === 'direct') {
    const sql = `update ${quoteName(owned.table)} set ${quoteIdent(ownership.column)} = ${quoteLiteral(world.b)} where ${mine}`
    return expectRefused(await arena.attempt(app(world, world.a), sql), 'move to B')
  }
  if (ownership.kind !== 'through') return
  const parent = world.graph.tables.find(({ id }) => id === ownership.parent) as OwnedTable
  const [theirs] = await arena.truth(
    `select ${ownership.key.references.columns.map((column, index) => `${quoteIdent(column)}::text as c${index}`).join(', ')} from ${quoteName(parent.table)} where ${ownedBy(world, parent, world.b, false)} limit 1`,
  )
  const set = ownership.key.columns.map(
    (column, index) => `${quoteIdent(column)} = ${quoteLiteral(String(theirs?.[`c${index}`]))}`,
  )
  const sql = `update ${quoteName(owned.table)} set ${set.join(', ')} where ${mine}`
  expectRefused(await arena.attempt(app(world, world.a), sql), "move under B's row")
}

async function deletesOwn(arena: Arena, world: World, owned: OwnedTable): Promise<void> {
  const target = quoteName(owned.table)
  const theirs = await firstRow(arena, owned, ownedBy(world, owned, world.b, false))
  expectCount(
    await arena.attempt(app(world, world.a), `delete from ${target} where ${theirs}`),
    0,
    "delete of B's row",
  )
  if (isMembers(world, owned)) {
    const mine = await firstRow(arena, owned, ownedBy(world, owned, world.a, false))
    return expectCount(
      await arena.attempt(app(world, world.a), `delete from ${target} where ${mine}`),
      1,
      'delete',
    )
  }
  expectCount(await addAndRemove(arena, world, owned, app(world, world.a)), 1, 'delete')
}

/** Adds a row and deletes what was not there before. */
async function addAndRemove(arena: Arena, world: World, owned: OwnedTable, actor: Actor): Promise<Outcome> {
  const own = ownedBy(world, owned, world.a, false)
  const before = (await keysWhere(arena, owned, own)).map(quoteLiteral).join(', ')
  return arena.attempt(
    actor,
    insertSql(owned, world.freshRow(owned.id, world.a)),
    `delete from ${quoteName(owned.table)} where ${keysText(owned)} not in (${before}) and ${own}`,
  )
}

async function lifecycleWrites(arena: Arena, world: World, owned: OwnedTable): Promise<void> {
  const actor = lifecycle(world, world.a)
  expectRefused(
    await arena.attempt(actor, insertSql(owned, world.freshRow(owned.id, world.b))),
    'lifecycle insert for B',
  )
  expectCount(
    await arena.attempt(actor, insertSql(owned, world.freshRow(owned.id, world.a))),
    1,
    'lifecycle insert',
  )
  expectCount(await addAndRemove(arena, world, owned, actor), 1, 'lifecycle delete')
  const theirs = await firstRow(arena, owned, ownedBy(world, owned, world.b, false))
  expectCount(
    await arena.attempt(actor, `delete from ${quoteName(owned.table)} where ${theirs}`),
    0,
    "lifecycle delete of B's",
  )
  const touch = quoteIdent(world.touch(owned))
  const own = await keysWhere(arena, owned, ownedBy(world, owned, world.a, false))
  expectCount(
    await arena.attempt(actor, `update ${quoteName(owned.table)} set ${touch} = ${touch}`),
    own.length,
    'lifecycle update',
  )
}

const keysText = ({ table }: OwnedTable) =>
  table.primaryKey.map((column) => `${quoteIdent(column)}::text`).join(` || ' ' || `)

async function keysWhere(arena: Arena, owned: OwnedTable, condition: string): Promise<readonly string[]> {
  const rows = await arena.truth(
    `select ${keysText(owned)} as key from ${quoteName(owned.table)} where ${condition} order by 1`,
  )
  return rows.map(({ key }) => String(key))
}
