import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import { describe, expectTypeOf, it } from 'vitest'
import * as schema from '../../../schema/index.js'
import { createAcrossTenants } from '../../../src/runtime/context/across-tenants.js'
import type { AdminTx } from '../../../src/runtime/context/admin-tx.js'
import { createContext } from '../../../src/runtime/context/create-context.js'
import type { TenantTx } from '../../../src/runtime/context/tenant-tx.js'

const acrossTenants = createAcrossTenants()
const { withTenant } = createContext()
const { invoices } = schema
const why = { actor: 'ann', reason: 'invoice run' }

const forOne = (tx: TenantTx) => tx.select().from(invoices)
const forAll = (tx: AdminTx) => tx.select().from(invoices)
type Invoice = typeof invoices.$inferSelect

// Compiled, never run: what is held here is what tsc says.
const overEach = () => ({
  nodePostgres: overNodePostgres('postgres://nowhere', { schema }),
  postgresJs: overPostgresJs('postgres://nowhere', { schema }),
})
type Each = ReturnType<typeof overEach>

describe('AdminTx', () => {
  it('is what a function for all tenants takes, from any driver and any schema', () => {
    const compiled = ({ nodePostgres, postgresJs }: Each) => [
      acrossTenants(nodePostgres, why, forAll),
      acrossTenants(postgresJs, why, (tx) => forAll(tx)),
    ]
    expectTypeOf(compiled).returns.toEqualTypeOf<Promise<Invoice[]>[]>()
  })

  it('is no tenant’s transaction, no database and no plain transaction', () => {
    const compiled = ({ nodePostgres }: Each) => [
      // @ts-expect-error what is for one tenant does not run over all
      acrossTenants(nodePostgres, why, (tx) => forOne(tx)),
      // @ts-expect-error what is for all tenants does not run for one
      withTenant(nodePostgres, 'a', (tx) => forAll(tx)),
      // @ts-expect-error a database is not all tenants
      forAll(nodePostgres),
      // @ts-expect-error a plain transaction is not all tenants
      nodePostgres.transaction((tx) => forAll(tx)),
    ]
    expectTypeOf(compiled).toBeFunction()
  })

  it('keeps the schema, in savepoints too', () => {
    const compiled = ({ nodePostgres }: Each) =>
      acrossTenants(nodePostgres, why, async (tx) => {
        await tx.query.invoices.findFirst({ with: { lines: true } })
        return tx.transaction(async (inner) => {
          await inner.query.projects.findMany()
          return forAll(inner)
        })
      })
    expectTypeOf(compiled).returns.toEqualTypeOf<Promise<Invoice[]>>()
  })

  it('needs an actor and a reason', () => {
    const compiled = ({ nodePostgres }: Each) => [
      // @ts-expect-error nobody
      acrossTenants(nodePostgres, { reason: 'x' }, forAll),
      // @ts-expect-error for nothing
      acrossTenants(nodePostgres, { actor: 'x' }, forAll),
      // @ts-expect-error it always writes
      acrossTenants(nodePostgres, why, forAll, { accessMode: 'read only' }),
    ]
    expectTypeOf(compiled).toBeFunction()
  })
})
