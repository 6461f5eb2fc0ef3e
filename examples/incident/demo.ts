/**
 * The incident, replayed: one forgotten `where`. Embedded Postgres (PGlite), the reference application's own
 * migrations, two companies. Every answer below is what Postgres itself said.
 */
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { numeric, pgTable, text } from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { createTenancy } from 'tenantry'
import { manifest } from '../../generated/tenancy.js'
import * as schema from '../../schema/index.js'
import { installSealKey } from './install-seal-key.js'
import { attempt, heading, line, rowsOf } from './print.js'

const acme = '0a000000-0000-4000-8000-000000000001'
const globex = '0b000000-0000-4000-8000-000000000002'
const theirs = { project: '0b000000-0000-4000-8000-0000000000f1' }
const key = randomBytes(32).toString('hex')

/** The table as it was before: a tenant column, no isolation, and everybody's `where` to be remembered. */
const invoicesBefore = pgTable('invoices_before', {
  tenant: text('tenant'),
  number: text('number'),
  total: numeric('total'),
})

const client = await PGlite.create()
const db = drizzle(client, { schema })
await migrate(db, { migrationsFolder: fileURLToPath(new URL('../../migrations', import.meta.url)) })
await fill()
await installSealKey(client, key)
// From here on the app's own login: neither owner nor superuser.
await client.exec('set session authorization tenantry_login')

const { withTenant } = createTenancy(manifest, { seal: { key } })

heading('One forgotten where, before')
line('db.select().from(invoices)', 'asked by Acme')
rowsOf(await db.select().from(invoicesBefore), ({ tenant, number, total }) => [
  `${tenant}`,
  `${number}`,
  `${total}`,
  tenant !== 'Acme',
])

heading('The same line inside withTenant(db, acme, …)')
line('tx.select().from(invoices)', 'asked by Acme')
const mine = await withTenant(db, acme, (tx) => tx.select().from(schema.invoices))
rowsOf(mine, ({ tenantId, number, total }) => [
  tenantId === acme ? 'Acme' : 'Globex',
  number,
  total,
  tenantId !== acme,
])

heading('What else a bug or an attacker may try as Acme')
await attempt('insert an invoice for Globex', () =>
  withTenant(db, acme, (tx) =>
    tx.insert(schema.invoices).values({ tenantId: globex, number: 'X-1', total: '1' }),
  ),
)
await attempt('move an invoice to Globex', () =>
  withTenant(db, acme, (tx) => tx.update(schema.invoices).set({ tenantId: globex })),
)
await attempt("point an invoice at Globex's project", () =>
  withTenant(db, acme, (tx) => tx.update(schema.invoices).set({ projectId: theirs.project })),
)
await attempt("read Globex's project by its id", async () => {
  const found = await withTenant(db, acme, (tx) =>
    tx.execute(sql`select name from projects where id = ${theirs.project}`),
  )
  return `${found.rows.length} rows`
})
await attempt('inject SQL that becomes Globex', () =>
  withTenant(db, acme, async (tx) => {
    await tx.execute(sql`select set_config('app.tenant_id', ${globex}, true)`)
    return tx.select().from(schema.invoices)
  }),
)
await attempt('forge a seal for Globex', () =>
  withTenant(db, acme, async (tx) => {
    const forged = `v1.${'0'.repeat(16)}.9999999999.0.${'0'.repeat(64)}`
    await tx.execute(
      sql`select set_config('app.tenant_id', ${globex}, true), set_config('app.tenant_seal', ${forged}, true)`,
    )
    return tx.select().from(schema.invoices)
  }),
)
await attempt('query outside a tenant', () => db.select().from(schema.invoices))
await attempt('truncate the table', () =>
  withTenant(db, acme, (tx) => tx.execute(sql`truncate invoices cascade`)),
)
await attempt('lift its own suspension', () =>
  withTenant(db, acme, (tx) => tx.update(schema.tenants).set({ status: 'active' })),
)
await client.close()

async function fill(): Promise<void> {
  await db.insert(schema.plans).values({ id: 'free', name: 'Free', seats: 5, price: '0' })
  await db.insert(schema.tenants).values([
    { id: acme, name: 'Acme', slug: 'acme' },
    { id: globex, name: 'Globex', slug: 'globex' },
  ])
  await db
    .insert(schema.projects)
    .values({ id: theirs.project, tenantId: globex, name: 'Moon base', slug: 'moon' })
  await db.insert(schema.invoices).values([
    { tenantId: acme, number: 'A-1', total: '1200.00' },
    { tenantId: acme, number: 'A-2', total: '800.00' },
    { tenantId: globex, number: 'G-1', total: '98000.00' },
  ])
  await client.exec(`create table invoices_before as
    select t.name as tenant, i.number, i.total from invoices i join tenants t on t.id = i.tenant_id order by i.number;
    grant select on invoices_before to tenantry_login`)
}
