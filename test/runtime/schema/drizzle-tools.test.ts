import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { alias, getTableConfig } from 'drizzle-orm/pg-core'
import { createInsertSchema, createSelectSchema, createUpdateSchema } from 'drizzle-zod'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import * as schema from '../../../schema/index.js'

const { contacts, invoices, memberships, projects, tasks } = schema
// Builds SQL, reaches no database.
const db = drizzle.mock({ schema })

describe('drizzle-zod', () => {
  const insert = createInsertSchema(invoices)
  const select = createSelectSchema(invoices)

  it('takes a new row without its tenant', () => {
    expectTypeOf<z.infer<typeof insert>['tenantId']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<z.infer<typeof insert>['number']>().toEqualTypeOf<string>()
    expect(insert.parse({ number: '2024-1', total: '10.00' })).toEqual({ number: '2024-1', total: '10.00' })
  })

  it('refuses a new row whose tenant is no uuid', () => {
    expect(insert.safeParse({ number: '2024-1', total: '10.00', tenantId: 'acme' }).success).toBe(false)
  })

  it('does not take a row that was read without its tenant', () => {
    expectTypeOf<z.infer<typeof select>['tenantId']>().toEqualTypeOf<string>()
    const row = {
      id: crypto.randomUUID(),
      number: '2024-1',
      projectId: null,
      contactId: null,
      documentId: null,
      issuedOn: '2024-01-31',
      total: '10.00',
      createdAt: new Date(),
    }
    expect(select.safeParse(row).success).toBe(false)
    expect(select.safeParse({ ...row, tenantId: crypto.randomUUID() }).success).toBe(true)
  })

  it('takes a shared row, which has no tenant', () => {
    const shared = createSelectSchema(contacts)
    expectTypeOf<z.infer<typeof shared>['tenantId']>().toEqualTypeOf<string | null>()
    const row = { id: crypto.randomUUID(), name: 'Tax office', email: null, createdAt: new Date() }
    expect(shared.parse({ ...row, tenantId: null })).toMatchObject({ tenantId: null })
  })

  it('knows the values of a status', () => {
    const update = createUpdateSchema(schema.tenants)
    expectTypeOf<z.infer<typeof update>['status']>().toEqualTypeOf<
      'active' | 'suspended' | 'deleted' | undefined
    >()
    expect(update.safeParse({ status: 'gone' }).success).toBe(false)
  })
})

describe('the query builder', () => {
  it('inserts without a tenant, which the database then fills in', () => {
    const query = db.insert(invoices).values({ number: '2024-1', total: '10.00' }).toSQL()
    expect(query.sql).toMatch(/\("tenant_id", .*\) values \(default, /)
    expect(query.params).toEqual(['2024-1', '10.00'])
  })

  it('selects the tenant with the rest', () => {
    const query = db.select().from(invoices)
    expectTypeOf<Awaited<typeof query>[number]['tenantId']>().toEqualTypeOf<string>()
    expect(query.toSQL().sql).toMatch(/^select "tenant_id", .* from "invoices"$/)
  })

  it('joins a table with itself under an alias', () => {
    const parent = alias(tasks, 'parent')
    const query = db
      .select({ title: tasks.title, parent: parent.title, tenant: parent.tenantId })
      .from(tasks)
      .leftJoin(parent, eq(tasks.parentId, parent.id))
    expectTypeOf<Awaited<typeof query>[number]>().toEqualTypeOf<{
      title: string
      parent: string | null
      tenant: string | null
    }>()
    expect(query.toSQL().sql).toMatch(/"parent"\."tenant_id" from "tasks" left join "tasks" "parent"/)
  })
})

describe('relational queries', () => {
  it('follow relations in both directions', () => {
    const query = db.query.projects.findMany({
      columns: { name: true },
      with: {
        cover: { columns: { title: true } },
        documents: { columns: { title: true, tenantId: true } },
        lead: { columns: { role: true }, with: { user: { columns: { email: true } } } },
      },
    })
    expectTypeOf<Awaited<typeof query>[number]>().toEqualTypeOf<{
      name: string
      cover: { title: string } | null
      documents: { title: string; tenantId: string }[]
      lead: { role: 'owner' | 'admin' | 'member'; user: { email: string } } | null
    }>()
    expect(query.toSQL().sql).toContain('"documents"')
  })

  it('go down from an invoice to the notes on its lines', () => {
    const query = db.query.invoices.findFirst({
      columns: { number: true },
      where: (t, { eq }) => eq(t.tenantId, crypto.randomUUID()),
      with: {
        contact: true,
        lines: { columns: { price: true }, with: { notes: { columns: { body: true } } } },
      },
    })
    type Row = NonNullable<Awaited<typeof query>>
    expectTypeOf<Row['lines']>().toEqualTypeOf<{ price: string; notes: { body: string }[] }[]>()
    expectTypeOf<Row['contact']>().toEqualTypeOf<typeof contacts.$inferSelect | null>()
    expect(query.toSQL().sql).toContain('"invoice_line_notes"')
  })
})

it('a key of several columns can hold the tenant', () => {
  const lead = getTableConfig(projects).foreignKeys.find((key) => key.getName() === 'projects_lead_fk')
  const reference = lead?.reference()
  expect(reference?.columns.map(({ name }) => name)).toEqual(['tenant_id', 'lead_id'])
  expect(reference?.foreignColumns).toEqual([memberships.tenantId, memberships.userId])
})
