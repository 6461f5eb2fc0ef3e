import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPglite } from 'drizzle-orm/pglite'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import { describe, expectTypeOf, it } from 'vitest'
import * as schema from '../../../schema/index.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TenantTx } from '../../../src/runtime/context/tenant-tx.js'

const { withTenant } = createContext()
const { invoices } = schema

/** A repository that works in a tenant alone, whatever the driver. */
const repo = (tx: TenantTx) => tx.select().from(invoices)
type Invoice = typeof invoices.$inferSelect

// Compiled, never run: what is held here is what tsc says.
const overEach = () => ({
  nodePostgres: overNodePostgres('postgres://nowhere', { schema }),
  postgresJs: overPostgresJs('postgres://nowhere', { schema }),
  pglite: overPglite({ schema }),
  bare: overNodePostgres('postgres://nowhere'),
})
type Each = ReturnType<typeof overEach>

describe('TenantTx', () => {
  it('is what a repository takes, from any driver and any schema', () => {
    const compiled = ({ nodePostgres, postgresJs, pglite, bare }: Each) => [
      withTenant(nodePostgres, 'a', (tx) => repo(tx)),
      withTenant(postgresJs, 'a', (tx) => repo(tx)),
      withTenant(pglite, 'a', (tx) => repo(tx)),
      withTenant(bare, 'a', repo),
    ]
    expectTypeOf(compiled).returns.toEqualTypeOf<Promise<Invoice[]>[]>()
  })

  it('is neither a database nor a plain transaction', () => {
    const compiled = ({ nodePostgres, postgresJs, pglite }: Each) => [
      // @ts-expect-error a database is no tenant's
      repo(nodePostgres),
      // @ts-expect-error a database is no tenant's
      repo(postgresJs),
      // @ts-expect-error a database is no tenant's
      repo(pglite),
      // @ts-expect-error a plain transaction is no tenant's
      nodePostgres.transaction((tx) => repo(tx)),
      // @ts-expect-error a plain transaction is no tenant's
      postgresJs.transaction((tx) => repo(tx)),
    ]
    expectTypeOf(compiled).toBeFunction()
  })

  it('of a database keeps its schema, in savepoints too', () => {
    const compiled = ({ nodePostgres }: Each) =>
      withTenant(nodePostgres, 'a', async (tx) => {
        expectTypeOf(tx).toExtend<TenantTx<Each['nodePostgres']>>()
        const found = await tx.query.invoices.findFirst({ with: { lines: true } })
        expectTypeOf(found?.lines[0]?.quantity).toEqualTypeOf<number | undefined>()
        // @ts-expect-error no such table
        tx.query.nothing
        return tx.transaction(async (inner) => {
          expectTypeOf(inner).toExtend<TenantTx<Each['nodePostgres']>>()
          await inner.query.projects.findMany()
          return inner.transaction((deep) => repo(deep))
        })
      })
    expectTypeOf(compiled).returns.toEqualTypeOf<Promise<Invoice[]>>()
  })

  it('can be the first argument of withTenant', () => {
    const compiled = (tx: TenantTx<Each['postgresJs']>) =>
      withTenant(tx, 'a', async (inner) => inner.query.invoices.findMany())
    expectTypeOf(compiled).returns.toEqualTypeOf<Promise<Invoice[]>>()
  })

  it('gives what the callback gives, awaited or not', () => {
    const compiled = ({ nodePostgres }: Each) => ({
      number: withTenant(nodePostgres, 'a', () => 5),
      rows: withTenant(nodePostgres, 1n, async (tx) => tx.select({ id: invoices.id }).from(invoices)),
      count: withTenant(nodePostgres, 'a', (tx) => tx.$count(invoices)),
    })
    expectTypeOf(compiled).returns.toEqualTypeOf<{
      number: Promise<number>
      rows: Promise<{ id: string }[]>
      count: Promise<number>
    }>()
  })
})
