import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as schema from '../../../../schema/index.js'
import { createContext } from '../../../../src/runtime/context/create-context.js'
import type { TestDatabase } from '../../../engine/database.js'
import { companyA, companyB } from '../../../isolation/seed.js'
import { type Connected, connect, rowsOf } from '../drivers.js'
import { referenceDatabase } from '../reference-database.js'
import { refusal } from '../refusal.js'
import type { Tx } from './read-shapes.js'
import { withoutRowSecurity } from './without-row-security.js'
import { giveaways, strangerInTheWay, writeShapes } from './write-shapes.js'

const { invoices, documents } = schema
const seal = { key: () => undefined }
const bare = createContext({ seal, layers: { predicate: false, tripwire: false } })
const scoped = createContext({ seal, layers: { tripwire: false } })

describe.each(['postgres.js', 'node-postgres pool', 'pglite'] as const)(
  'what builders write over %s',
  (driver) => {
    const engine = driver === 'pglite' ? 'pglite' : 'postgres'
    let databases: readonly TestDatabase[] = []
    let guarded: Connected
    let open: Connected

    beforeAll(async () => {
      databases = [await referenceDatabase(engine), await referenceDatabase(engine)]
      const [first, second] = databases as [TestDatabase, TestDatabase]
      await withoutRowSecurity(second)
      guarded = await connect(driver, first)
      open = await connect(driver, second)
    })
    afterAll(async () => {
      await guarded?.close()
      await open?.close()
      for (const database of databases) await database.close()
    })

    /** What Acme's write leaves of a company's rows, with or without row security; it is rolled back. */
    const left = async (tenancy: typeof bare, { db }: Connected, write: (tx: Tx) => PromiseLike<unknown>) => {
      const done = new Error('rolled back')
      let rows: Record<'acme' | 'others', unknown> | undefined
      const error = await refusal(
        tenancy.withTenant(db, companyA, async (tx) => {
          await write(tx)
          rows = {
            acme: await rowsLeft(tx, sql`tenant = ${companyA}`),
            others: await rowsLeft(tx, sql`tenant is distinct from ${companyA}`),
          }
          throw done
        }),
      )
      if (error !== done || rows === undefined) throw error
      return rows
    }

    describe.each(Object.entries(writeShapes))('%s', (_, { write, open: isOpen }) => {
      it(`${isOpen ? 'reaches' : 'does not reach'} the others’ rows when nothing protects them`, async () => {
        const untouched = await left(bare, open, async () => {})
        const { others } = await left(bare, open, write)
        if (isOpen) expect(others).not.toEqual(untouched.others)
        else expect(others).toEqual(untouched.others)
      })

      it('leaves them as they are by the predicate alone, and does to the tenant’s what the policies let it', async () => {
        const untouched = await left(bare, open, async () => {})
        const { acme, others } = await left(scoped, open, write)
        expect(others).toEqual(untouched.others)
        expect(acme).toEqual((await left(bare, guarded, write)).acme)
      })
    })

    it.each(Object.entries(giveaways))('refuses to give rows away: %s', async (_, write) => {
      const untouched = await left(bare, open, async () => {})
      const error = await refusal(
        scoped.withTenant(open.db, companyA, async (tx) => {
          await write(tx)
        }),
      )
      expect(error).toMatchObject({ name: 'TenancyError', code: 'TEN614' })
      expect(error.message).not.toContain(companyB)
      // Nothing was sent, so the transaction goes on.
      const caught = await left(scoped, open, async (tx) => {
        expect(await refusal((async () => write(tx))())).toMatchObject({ code: 'TEN614' })
      })
      expect(caught).toEqual(untouched)
    })

    it('changes no row of another tenant that is in the way of an upsert', async () => {
      const stolen = await left(bare, open, (tx) => strangerInTheWay(tx))
      expect(JSON.stringify(stolen.others)).toContain('stolen')
      for (const condition of [undefined, sql`true or true`]) {
        let returned: unknown
        const { others } = await left(scoped, open, async (tx) => {
          returned = await strangerInTheWay(tx, condition)
        })
        expect(returned).toEqual([])
        expect(JSON.stringify(others)).not.toContain('stolen')
      }
    })

    describe('insert from a select', () => {
      const copy = (tx: Tx, tenant: ReturnType<typeof sql<string>>) =>
        tx.insert(documents).select((query) =>
          query
            .select({
              tenantId: tenant.as('tenantId'),
              id: sql<string>`gen_random_uuid()`.as('id'),
              projectId: documents.projectId,
              title: sql<string>`'copy'`.as('title'),
              body: documents.body,
              tags: documents.tags,
              createdAt: documents.createdAt,
            })
            .from(documents),
        )

      it('takes the tenant’s rows alone, also by a builder of no handle', async () => {
        const { acme, others } = await left(scoped, open, (tx) => copy(tx, sql`${documents.tenantId}`))
        expect(JSON.stringify(acme).match(/'?copy/g)).toHaveLength(2)
        expect(JSON.stringify(others)).not.toContain('copy')
      })

      it('is refused by the server when it makes a row another tenant’s, or nobody’s', async () => {
        for (const stranger of [sql<string>`${companyB}::uuid`, sql<string>`null`]) {
          const error = await refusal(left(scoped, open, (tx) => copy(tx, stranger)))
          expect(String(error.cause)).toMatch(/TEN614 the column "tenant_id" of table "documents"/)
        }
        const both = sql<string>`case when ${documents.title} like 'Cover%' then ${companyA} else ${companyB} end`
        await refusal(left(scoped, open, (tx) => copy(tx, both)))
      })

      it('sees to every branch of a union', async () => {
        const error = await refusal(
          left(scoped, open, (tx) => {
            const branch = (tenant: string) =>
              tx
                .select({
                  tenantId: sql<string>`${tenant}::uuid`.as('tenantId'),
                  id: sql<string>`gen_random_uuid()`.as('id'),
                  projectId: documents.projectId,
                  title: documents.title,
                  body: documents.body,
                  tags: documents.tags,
                  createdAt: documents.createdAt,
                })
                .from(documents)
            return tx.insert(documents).select(branch(companyA).unionAll(branch(companyB)) as never)
          }),
        )
        expect(String(error.cause)).toContain('TEN614')
      })
    })

    it('fills the tenant in where the database has no default for it', async () => {
      const superuser = await databases[1]?.superuser()
      await superuser?.exec('alter table invoices alter column tenant_id drop default')
      try {
        const insert = (tx: Tx) =>
          tx.insert(invoices).values({ number: '2026-904', total: '1.00' }).returning()
        const error = await refusal(bare.withTenant(open.db, companyA, insert))
        expect(String(error.cause)).toMatch(/null value in column "tenant_id"/)
        expect(await scoped.withTenant(open.db, companyA, insert)).toMatchObject([{ tenantId: companyA }])
      } finally {
        await superuser?.exec(`delete from invoices where number = '2026-904'`)
        await superuser?.exec(
          `alter table invoices alter column tenant_id set default cast(nullif(current_setting('app.tenant_id', true), '') as uuid)`,
        )
      }
    })
  },
)

const tables = [
  'tenants',
  'memberships',
  'contacts',
  'projects',
  'documents',
  'tasks',
  'invoices',
  'comments',
]

/** Raw SQL, which no predicate reaches. */
const rowsLeft = async (tx: Tx, where: ReturnType<typeof sql>): Promise<unknown> => {
  const left: Record<string, unknown> = {}
  for (const table of tables) {
    const tenant = sql.identifier(table === 'tenants' ? 'id' : 'tenant_id')
    const rows = rowsOf<{ row: unknown }>(
      await tx.execute(
        sql`select row from (select to_jsonb(t) - 'created_at' || '{}' as row, t.${tenant} as tenant from ${sql.identifier(table)} t) t where ${where}`,
      ),
    )
    left[table] = rows.map(({ row }) => JSON.stringify(row, withoutRandom)).sort()
  }
  return left
}

const withoutRandom = (key: string, value: unknown) =>
  key === 'id' && !String(value).includes('-0000-4000-') && typeof value === 'string' ? 'random' : value
