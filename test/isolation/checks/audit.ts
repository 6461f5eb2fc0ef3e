import { quoteLiteral } from '../../../src/model/quote.js'
import {
  admin,
  app,
  type Check,
  expectCount,
  expectRefused,
  lifecycle,
  login,
  owner,
  type World,
} from '../world.js'

const check = (name: string, run: Check['run']): Check => ({ name: `audit log: ${name}`, table: null, run })
const log = 'tenantry.security_audit_log'
const write = (tenant: string) =>
  `insert into ${log} (tenant_id, actor, event, details) values (${quoteLiteral(tenant)}, 'me', 'tried', '{}')`
const entries = (world: World) => `${write(world.a)}; ${write(world.b)}; ${write(world.b)}`

/** The security audit log: a tenant adds and reads its own entries; nobody changes one. */
export const auditChecks: readonly Check[] = [
  check('a tenant reads its own entries only', (arena, world) =>
    arena.after(entries(world), async () => {
      expectCount(await arena.attempt(app(world, world.a), `select from ${log}`), 1, 'A')
      expectCount(await arena.attempt(app(world, world.b), `select from ${log}`), 2, 'B')
      expectCount(await arena.attempt(lifecycle(world, world.b), `select from ${log}`), 2, 'lifecycle')
      expectCount(await arena.attempt(admin(world), `select from ${log}`), 3, 'admin')
      expectCount(await arena.attempt(owner(world), `select from ${log}`), 0, 'owner under FORCE')
      expectRefused(await arena.attempt(login(world), `select from ${log}`), 'login')
    }),
  ),
  check("a tenant adds its own entries, and none in another's name", async (arena, world) => {
    expectCount(await arena.attempt(app(world, world.a), write(world.a)), 1, 'own')
    expectCount(await arena.attempt(lifecycle(world, world.a), write(world.a)), 1, 'lifecycle')
    expectCount(await arena.attempt(admin(world), write(world.b)), 1, 'admin')
    expectRefused(await arena.attempt(app(world, world.a), write(world.b)), 'foreign')
    expectRefused(
      await arena.attempt(
        app(world, world.a),
        `insert into ${log} (tenant_id, event, at) values (${quoteLiteral(world.a)}, 'x', now() - interval '1 year')`,
      ),
      'back-dated',
    )
  }),
  check('nobody changes, removes or truncates an entry', (arena, world) =>
    arena.after(entries(world), async () => {
      for (const actor of [app(world, world.a), lifecycle(world, world.a), admin(world), login(world)]) {
        expectRefused(await arena.attempt(actor, `update ${log} set event = 'nothing'`), 'update')
        expectRefused(await arena.attempt(actor, `delete from ${log}`), 'delete')
        expectRefused(await arena.attempt(actor, `truncate ${log}`), 'truncate')
      }
    }),
  ),
  check('a permissive policy that is added later opens nothing', (arena, world) =>
    arena.after(
      `${entries(world)}; create policy planted on ${log} for all to public using (true) with check (true)`,
      async () => {
        expectCount(await arena.attempt(app(world, world.a), `select from ${log}`), 1, 'select')
        expectRefused(await arena.attempt(app(world, world.a), write(world.b)), 'insert')
      },
    ),
  ),
]
