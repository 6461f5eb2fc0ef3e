import { sql } from 'drizzle-orm'
import { createContext } from '../../src/runtime/context/create-context.js'
import { loginRole } from '../../test/engine/cluster-roles.js'
import type { TestDatabase } from '../../test/engine/database.js'
import type { Session } from '../../test/engine/session.js'
import { connect, type ReferenceDb, rowsOf } from '../../test/runtime/context/drivers.js'
import { type Action, actionAt } from './actions.js'
import { codeOf } from './code-of.js'
import { type Memory, watchMemory } from './memory.js'
import { randomFrom } from './random.js'
import { tenantOf } from './tenants.js'

export interface SoakInput {
  readonly driver: 'postgres.js' | 'node-postgres pool'
  /** The migrated reference database with its tenants. */
  readonly database: TestDatabase
  readonly key: string
  readonly transactions: number
  readonly tenants: number
  readonly pool: number
  /** How many transactions are asked for at once. */
  readonly workers: number
  /** After how many transactions somebody ends a session from outside. */
  readonly killEvery: number
  readonly seed: number
  readonly note?: (text: string) => void
}

export interface Figures {
  readonly transactions: number
  readonly committed: number
  /** By what they failed with. */
  readonly failed: Readonly<Record<string, number>>
  readonly kills: number
  /** Rows of another tenant than the transaction's. */
  readonly foreignRows: number
  /** Errors that an action cannot end with, the first few. */
  readonly unexpected: readonly string[]
  /** Writes that were reported as kept and are not there, or the other way round. */
  readonly falseReports: number
  /** Transactions that never ended. */
  readonly hung: number
  readonly pool: number
  /** Connections of the pool that could be used at once at the end. */
  readonly usable: number
  /** Advisory locks, channels, settings and open transactions that are left in sessions. */
  readonly left: number
  readonly strays: readonly string[]
  /** The most statements that a session holds prepared at the end. */
  readonly prepared: number
  readonly memory: Memory
  readonly seconds: number
}

/** Whether nothing came out that must not; memory is for people to judge. */
export const isSound = (figures: Figures): boolean =>
  figures.usable === figures.pool &&
  figures.foreignRows + figures.falseReports + figures.hung + figures.left === 0 &&
  figures.unexpected.length + figures.strays.length === 0

/** Transactions that take longer count as hung. */
const patienceMs = 60_000

/** Runs transactions of many tenants over one pool, with everything that goes wrong in a life. */
export const runSoak = async (input: SoakInput): Promise<Figures> => {
  const { database, key, transactions, tenants, pool, workers, note = () => {} } = input
  const random = randomFrom(input.seed)
  const marks = `soak ${input.driver} ${input.seed} `
  const superuser = await database.superuser()
  const { withTenant } = createContext({ seal: { key } })
  const { db, close } = await connect(input.driver, database, { max: pool })
  const failed: Record<string, number> = {}
  const [kept, doubtful] = [new Set<string>(), new Set<string>()]
  const [unexpected, strays]: [string[], string[]] = [[], []]
  const onStray = (error: unknown) => strays.push(String(error))
  process.on('uncaughtException', onStray).on('unhandledRejection', onStray)
  const memory = watchMemory()
  let [begun, committed, kills, foreignRows, hung] = [0, 0, 0, 0, 0]

  const once = async (): Promise<void> => {
    const number = begun
    const action = actionAt(random())
    const tenant = tenantOf(Math.floor(random() * tenants))
    const mark = `${marks}${number}`
    const ended = await within(patienceMs, transact(withTenant, db, action, { tenant, mark, random }))
    if (ended === 'hangs') {
      hung += 1
      return
    }
    foreignRows += ended.foreign
    if (ended.code === null) committed += 1
    else failed[ended.code] = (failed[ended.code] ?? 0) + 1
    if (action.keeps && ended.code === null) kept.add(mark)
    if (lost.has(ended.code ?? '')) doubtful.add(mark)
    else if (!action.ends.includes(ended.code) && unexpected.length < 20)
      unexpected.push(`${action.name}: ${ended.code} ${ended.message}`)
  }
  const work = async (): Promise<void> => {
    while (begun < transactions) {
      begun += 1
      if (begun % input.killEvery === 0) kills += await killOne(superuser, random())
      if (begun % 1_000 === 0) memory.sample()
      if (begun % 10_000 === 0) note(`${input.driver}: ${begun} of ${transactions}`)
      await once()
    }
  }

  const started = performance.now()
  await Promise.all(Array.from({ length: workers }, work))
  const seconds = (performance.now() - started) / 1_000
  const { usable, prepared } = await useAll(withTenant, db, pool)
  // What was aborted or lost at its end is being undone; the sessions that did it are waited for.
  const left = await leftIn(superuser)
  const there = await marksIn(superuser, marks)
  const falseReports = [...new Set([...kept, ...there])].filter(
    (mark) => !doubtful.has(mark) && kept.has(mark) !== there.has(mark),
  ).length
  await close()
  await new Promise((resolve) => setImmediate(resolve))
  process.off('uncaughtException', onStray).off('unhandledRejection', onStray)
  await superuser.close()
  return {
    transactions,
    committed,
    failed,
    kills,
    foreignRows,
    unexpected,
    falseReports,
    hung,
    pool,
    usable,
    left,
    strays,
    prepared,
    memory: memory.end(),
    seconds,
  }
}

/** Errors of a session that was ended from outside: whether the transaction was kept is not known. */
const lost = new Set(['TEN607', '57P01', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'ECONNRESET', 'EPIPE'])

type WithTenant = ReturnType<typeof createContext>['withTenant']

interface Ended {
  readonly code: string | null
  readonly message: string
  readonly foreign: number
}

async function transact(
  withTenant: WithTenant,
  db: ReferenceDb,
  action: Action,
  { tenant, mark, random }: { readonly tenant: string; readonly mark: string; readonly random: () => number },
): Promise<Ended> {
  const controller = new AbortController()
  const timer =
    action.abortWithinMs === undefined
      ? undefined
      : setTimeout(
          () => controller.abort(Object.assign(new Error('aborted'), { code: 'aborted' })),
          random() * action.abortWithinMs,
        )
  const run = action.one ? withTenant.one : withTenant
  let foreign = 0
  try {
    await run(
      db,
      tenant,
      async (tx) => {
        const seen = await action.run(tx, { random, mark })
        foreign = seen.filter(({ t }) => t !== tenant).length
      },
      { ...action.options, signal: controller.signal },
    )
    return { code: null, message: '', foreign }
  } catch (error) {
    return { code: codeOf(error), message: error instanceof Error ? error.message : String(error), foreign }
  } finally {
    clearTimeout(timer)
  }
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T | 'hangs'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'hangs'>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Ends one of the app's sessions, as a failover or an administrator would. */
async function killOne(superuser: Session, at: number): Promise<number> {
  const { rows } = await superuser.query<{ pid: number }>(
    'select pid from pg_stat_activity where usename = $1 and datname = current_database()',
    [loginRole],
  )
  const victim = rows[Math.floor(at * rows.length)]
  if (victim === undefined) return 0
  await superuser.query('select pg_terminate_backend($1)', [victim.pid])
  return 1
}

/** Takes every connection of the pool at the same time. */
async function useAll(
  withTenant: WithTenant,
  db: ReferenceDb,
  pool: number,
): Promise<{ readonly usable: number; readonly prepared: number }> {
  let [inside, prepared] = [0, 0]
  let meet = () => {}
  const met = new Promise<void>((resolve) => {
    meet = resolve
  })
  const take = () =>
    withTenant(db, tenantOf(0), async (tx) => {
      const [row] = rowsOf<{ n: number }>(
        await tx.execute(sql`select count(*)::int as n from pg_prepared_statements`),
      )
      prepared = Math.max(prepared, row?.n ?? 0)
      inside += 1
      if (inside === pool) meet()
      await met
    }).catch(() => {})
  await within(20_000, Promise.all(Array.from({ length: pool }, take)))
  meet()
  return { usable: inside, prepared }
}

/** What is left in the app's sessions when nobody works any more. */
async function leftIn(superuser: Session): Promise<number> {
  const count = async () => {
    const { rows } = await superuser.query<{ n: number }>(
      `select (select count(*) from pg_locks l join pg_stat_activity a using (pid) where a.usename = $1 and a.datname = current_database() and l.locktype <> 'virtualxid')::int
        + (select count(*) from pg_stat_activity where usename = $1 and datname = current_database() and state <> 'idle')::int as n`,
      [loginRole],
    )
    return rows[0]?.n ?? 0
  }
  for (let patience = 100; patience > 0; patience--) {
    if ((await count()) === 0) return 0
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return count()
}

async function marksIn(superuser: Session, marks: string): Promise<ReadonlySet<string>> {
  const { rows } = await superuser.query<{ name: string }>(
    'select distinct name from contacts where starts_with(name, $1)',
    [marks],
  )
  return new Set(rows.map(({ name }) => name))
}
