import { makeSeal, parseSealKey, sealPads } from '../../../src/model/seal.js'
import type { Arena } from '../arena.js'
import { app, type Check, expectCount, expectRefused, ownedBy, tableOf, type World } from '../world.js'

const key = parseSealKey('a1'.repeat(32))
const stranger = parseSealKey('b2'.repeat(32))
const check = (name: string, run: Check['run']): Check => ({ name: `seal: ${name}`, table: null, run })

const install = (keys: readonly ReturnType<typeof parseSealKey>[]) =>
  keys
    .map((one) => {
      const { ipad, opad } = sealPads(one)
      return `insert into tenantry.seal_key (kid, ipad, opad) values ('${one.kid}', '\\x${ipad.toString('hex')}', '\\x${opad.toString('hex')}')`
    })
    .join('; ')

interface Session {
  readonly database: string
  readonly pid: number
  readonly now: number
}

async function session(arena: Arena): Promise<Session> {
  const [row] = await arena.truth(
    'select current_database() as database, pg_backend_pid() as pid, extract(epoch from now())::int as now',
  )
  return { database: String(row?.database), pid: Number(row?.pid), now: Number(row?.now) }
}

const invoices = 'select from public.invoices'

const sealed = async (arena: Arena, world: World, body: (at: Session, own: number) => Promise<void>) => {
  const own = await arena.truth(
    `select from public.invoices where ${ownedBy(world, tableOf(world, 'public.invoices'), world.a, true)}`,
  )
  await arena.after(install([key]), async () => body(await session(arena), own.length))
}

/** With a key in the database, a tenant id counts only under a seal that was made for it, here, now, for this session. */
export const sealChecks: readonly Check[] = [
  check('the right seal opens its own tenant, bound to the session or not', (arena, world) =>
    sealed(arena, world, async ({ database, pid, now }, own) => {
      for (const bound of [0, pid]) {
        const seal = makeSeal(key, { tenant: world.a, database, pid: bound, expiry: now + 60 })
        expectCount(await arena.attempt(app(world, world.a, seal), invoices), own, `pid ${bound}`)
      }
    }),
  ),
  check('a tenant id without a seal, or with garbage for one, is refused', (arena, world) =>
    sealed(arena, world, async ({ database, now }) => {
      const good = makeSeal(key, { tenant: world.a, database, pid: 0, expiry: now + 60 })
      const forged = [
        '',
        'v1',
        'v1....',
        good.slice(0, -1),
        `${good}0`,
        good.replace('v1', 'v2'),
        `${good.slice(0, -64)}${'0'.repeat(64)}`,
        good.toUpperCase(),
        ` ${good}`,
        '\u0001',
        good.replace(/\.\d{10}\./, '.9999999999.'),
      ]
      for (const seal of forged) {
        expectRefused(await arena.attempt(app(world, world.a, seal), invoices), JSON.stringify(seal))
      }
    }),
  ),
  check("one tenant's seal opens no other tenant", (arena, world) =>
    sealed(arena, world, async ({ database, now }) => {
      const seal = makeSeal(key, { tenant: world.a, database, pid: 0, expiry: now + 60 })
      expectRefused(await arena.attempt(app(world, world.b, seal), invoices), "A's seal for B")
      const switched = `select set_config('app.tenant_id', '${world.b}', true)`
      expectRefused(await arena.attempt(app(world, world.a, seal), switched, invoices), 'switched inside')
    }),
  ),
  check('a seal of another key, database, session or time is refused', (arena, world) =>
    sealed(arena, world, async ({ database, pid, now }) => {
      const claims = { tenant: world.a, database, pid: 0, expiry: now + 60 }
      const wrong = [
        makeSeal(stranger, claims),
        makeSeal(key, { ...claims, database: `${database}x` }),
        makeSeal(key, { ...claims, pid: pid + 1 }),
        makeSeal(key, { ...claims, expiry: now - 60 }),
      ]
      for (const seal of wrong) expectRefused(await arena.attempt(app(world, world.a, seal), invoices), seal)
    }),
  ),
  check('two keys hold at a time, and a key that is gone no longer', async (arena, world) => {
    const { database, now } = await session(arena)
    const seal = makeSeal(key, { tenant: world.a, database, pid: 0, expiry: now + 60 })
    await arena.after(install([key, stranger]), async () => {
      const second = makeSeal(stranger, { tenant: world.a, database, pid: 0, expiry: now + 60 })
      for (const good of [seal, second]) {
        const outcome = await arena.attempt(app(world, world.a, good), invoices)
        if (!outcome.ok) throw new Error(outcome.message)
      }
    })
    await arena.after(install([stranger]), async () =>
      expectRefused(await arena.attempt(app(world, world.a, seal), invoices), 'retired key'),
    )
  }),
  check('without any key the plain context still names exactly one tenant', async (arena, world) => {
    const own = await arena.truth(
      `select from public.invoices where ${ownedBy(world, tableOf(world, 'public.invoices'), world.a, true)}`,
    )
    expectCount(await arena.attempt(app(world, world.a), invoices), own.length, 'plain')
    expectRefused(await arena.attempt(app(world, ''), invoices), 'no tenant')
  }),
]
