import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts, invoices } from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../engine/database.js'
import type { Session } from '../../engine/session.js'
import { companyA, companyB } from '../../isolation/seed.js'
import { connect, type ReferenceDb, rowsOf } from './drivers.js'
import { referenceDatabase } from './reference-database.js'
import { refusal } from './refusal.js'

const { withTenant } = createContext({ seal: { key: () => undefined } })
const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve))

/* postgres.js sends ROLLBACK TO by itself when a savepoint fails: after a loss, to no socket or to another transaction. */
describe.each(['postgres.js', 'node-postgres pool'] as const)(
  'a connection that is lost inside savepoints, over %s',
  (driver) => {
    let database: TestDatabase
    let superuser: Session
    const strays: unknown[] = []
    const onStray = (error: unknown) => strays.push(error)

    beforeAll(async () => {
      database = await referenceDatabase('postgres')
      superuser = await database.superuser()
      process.on('uncaughtException', onStray)
      process.on('unhandledRejection', onStray)
    })
    afterAll(async () => {
      process.removeListener('uncaughtException', onStray)
      process.removeListener('unhandledRejection', onStray)
      await database?.close()
    })
    const pidOf = async (tx: Pick<ReferenceDb, 'execute'>) =>
      rowsOf<{ pid: number }>(await tx.execute(sql`select pg_backend_pid() as pid`))[0]?.pid
    const kill = async (pid: number | undefined) => {
      await superuser.query('select pg_terminate_backend($1, 5000)', [pid])
      await turnOfTheLoop()
    }
    const untilAsleep = async (pid: number | undefined) => {
      for (;;) {
        const { count } = await superuser.query(
          `select from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'`,
          [pid],
        )
        if (count > 0) return
      }
    }

    it.each([
      ['while it waits', async (tx: Pick<ReferenceDb, 'execute'>) => kill(await pidOf(tx))],
      [
        'in the middle of a query',
        async (tx: Pick<ReferenceDb, 'execute'>) => {
          const pid = await pidOf(tx)
          const sleeping = tx.execute(sql`select pg_sleep(60)`).then()
          await untilAsleep(pid)
          await Promise.all([sleeping, kill(pid)])
        },
      ],
    ])('%s: TEN607 at every depth, nothing stray, and a pool that works', async (_, lose) => {
      const { db, close } = await connect(driver, database, { max: 1 })
      const heard: unknown[] = []
      const error = await refusal(
        withTenant(db, companyA, (tx) =>
          tx
            .transaction(async (one) => {
              await one.insert(contacts).values({ name: 'never' })
              return one
                .transaction(async (two) => {
                  await lose(two)
                  await two.select().from(contacts)
                })
                .catch((error: unknown) => {
                  heard.push(error)
                  return one.select().from(contacts)
                })
            })
            .catch(async (error: unknown) => {
              heard.push(error)
              // Time enough for a driver that wants to undo the savepoints.
              for (let turn = 0; turn < 5; turn++) await turnOfTheLoop()
              return tx.select().from(contacts)
            }),
        ),
      )
      expect(error).toMatchObject({ code: 'TEN607' })
      expect(heard).toEqual([error, error])
      for (const tenant of [companyB, companyA]) {
        const seen = await withTenant(db, tenant, (tx) =>
          tx.transaction((inner) => inner.selectDistinct({ t: invoices.tenantId }).from(invoices)),
        )
        expect(seen).toEqual([{ t: tenant }])
      }
      await turnOfTheLoop()
      expect(strays).toEqual([])
      await close()
    })
  },
)
