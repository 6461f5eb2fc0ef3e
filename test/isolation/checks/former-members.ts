import type { Arena } from '../arena.js'
import { app, type Check, expectCount, expectRefused, lifecycle, type World } from '../world.js'

const check = (name: string, run: Check['run']): Check => ({
  name: `former members: ${name}`,
  table: 'public.comments',
  run,
})

/** Somebody who wrote a comment and a task in A and then left: the rows stay, the person is out of sight. */
const left = (arena: Arena, world: World, body: () => Promise<void>): Promise<void> =>
  arena.after(
    `insert into users (id, email, name) values ('00000000-0000-4000-8000-00000000f0f0', 'left@example.com', 'Left');
     insert into comments (tenant_id, author_id, body) values ('${world.a}', '00000000-0000-4000-8000-00000000f0f0', 'By somebody who left');
     insert into comments (tenant_id, author_id, body) values ('${world.b}', '00000000-0000-4000-8000-00000000f0f0', 'Of B')`,
    body,
  )
const theirs = "body = 'By somebody who left'"
const stranger = "'00000000-0000-4000-8000-00000000f0f0'"

/** Rows that refer to a person whom the tenant no longer sees. */
export const formerMemberChecks: readonly Check[] = [
  check('what they wrote can still be changed', (arena, world) =>
    left(arena, world, async () => {
      const sql = `update comments set body = 'Edited' where ${theirs}`
      expectCount(await arena.attempt(app(world, world.a), sql), 1, 'update')
      expectCount(
        await arena.attempt(app(world, world.a), `update comments set author_id = null where ${theirs}`),
        1,
        'unset',
      )
    }),
  ),
  check('nobody else can be made to have written it, and they cannot be named anew', (arena, world) =>
    left(arena, world, async () => {
      expectRefused(
        await arena.attempt(
          app(world, world.a),
          `update comments set author_id = ${stranger} where not (${theirs})`,
        ),
        'another row',
      )
      expectRefused(
        await arena.attempt(
          app(world, world.a),
          `insert into comments (author_id, body) values (${stranger}, 'New')`,
        ),
        'new row',
      )
    }),
  ),
  check('the question answers nothing about other tenants', (arena, world) =>
    left(arena, world, async () => {
      const [row] = await arena.truth("select id from comments where body = 'Of B'")
      const outcome = await arena.attempt(
        app(world, world.a),
        `select tenantry.public_comments_author_id_is_kept(${row?.id}, ${stranger}) as kept`,
      )
      if (!outcome.ok || outcome.rows[0]?.kept !== false) throw new Error(JSON.stringify(outcome))
    }),
  ),
  check('the lifecycle role restores them', (arena, world) =>
    left(arena, world, async () =>
      expectCount(
        await arena.attempt(
          lifecycle(world, world.a),
          `insert into comments (author_id, body) values (${stranger}, 'Restored')`,
        ),
        1,
        'restore',
      ),
    ),
  ),
]
