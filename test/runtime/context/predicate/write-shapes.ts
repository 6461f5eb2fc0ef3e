import { eq, gt, inArray, like, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import * as schema from '../../../../schema/index.js'
import { companyA, companyB } from '../../../isolation/seed.js'
import { acme, globex } from '../../../isolation/seed-rows.js'
import type { Tx } from './read-shapes.js'

const { comments, contacts, documents, invoices, plans, projects, tasks, tenants } = schema

const fresh = (number: number) => `ffffffff-0000-4000-8000-${String(number).padStart(12, '0')}`
const ownInvoice = String(acme.invoices[0]?.id)
const strangersInvoice = String(globex.invoices[0]?.id)
const invoice = { id: fresh(1), number: '2026-900', total: '1.00' }

/**
 * What a builder can change without naming the tenant; run as Acme. `open` says whether Globex loses something by it
 * when nothing protects it.
 */
export const writeShapes: Readonly<
  Record<string, { readonly write: (tx: Tx) => PromiseLike<unknown>; readonly open: boolean }>
> = {
  update: { open: true, write: (tx) => tx.update(invoices).set({ total: '7.00' }) },
  'update with or at its top': {
    open: true,
    write: (tx) => tx.update(invoices).set({ total: '7.00' }).where(sql`1 = 2 or 1 = 1`),
  },
  'update by a stranger’s id': {
    open: true,
    write: (tx) =>
      tx.update(invoices).set({ total: '7.00' }).where(eq(invoices.id, strangersInvoice)).returning(),
  },
  'update from': {
    open: true,
    write: (tx) =>
      tx
        .update(tasks)
        .set({ title: sql`${projects.name}` })
        .from(projects)
        .where(eq(projects.slug, 'website')),
  },
  'update from a stranger’s row': {
    open: true,
    write: (tx) =>
      tx.update(tasks).set({ title: 'mine' }).from(documents).where(eq(documents.title, 'Cover of Globex')),
  },
  'update from a join': {
    open: true,
    write: (tx) =>
      tx
        .update(comments)
        .set({ body: sql`${tasks.title}` })
        .from(tasks)
        .leftJoin(documents, eq(documents.id, tasks.documentId))
        .where(eq(comments.taskId, tasks.id)),
  },
  'update from a right join': {
    open: true,
    write: (tx) =>
      tx
        .update(comments)
        .set({ body: sql`'on ' || ${projects.name}` })
        .from(tasks)
        .rightJoin(projects, eq(projects.id, tasks.projectId))
        .where(eq(comments.taskId, tasks.id)),
  },
  'update from a subquery': {
    open: true,
    write: (tx) => {
      const last = tx
        .select({ name: sql<string>`max(${projects.name})`.as('name') })
        .from(projects)
        .as('last')
      return tx
        .update(tasks)
        .set({ title: sql`${last.name}` })
        .from(last)
    },
  },
  'update of an alias': {
    open: true,
    write: (tx) => {
      const i = alias(invoices, 'i')
      return tx.update(i).set({ total: '7.00' }).where(gt(i.total, '0'))
    },
  },
  'update of rows that all read': {
    open: true,
    write: (tx) => tx.update(contacts).set({ name: 'mine' }).returning({ id: contacts.id }),
  },
  'update in a CTE': {
    open: true,
    write: (tx) => {
      const changed = tx
        .$with('changed')
        .as(tx.update(invoices).set({ total: '7.00' }).returning({ id: invoices.id }))
      return tx.with(changed).select().from(changed)
    },
  },
  'update, prepared': {
    open: true,
    write: (tx) =>
      tx
        .update(invoices)
        .set({ total: sql.placeholder('total') as never })
        .prepare('raise')
        .execute({ total: '7.00' }),
  },
  'update of the root': { open: true, write: (tx) => tx.update(tenants).set({ name: 'mine' }) },
  'update that names the tenant itself': {
    open: false,
    write: (tx) =>
      tx.update(invoices).set({ tenantId: companyA, total: '7.00' }).where(eq(invoices.id, ownInvoice)),
  },
  delete: { open: true, write: (tx) => tx.delete(comments) },
  'delete by ids that somebody has sent': {
    open: true,
    write: (tx) =>
      tx
        .delete(comments)
        .where(inArray(comments.id, [1, 2, 101, 102]))
        .returning({ id: comments.id }),
  },
  'delete in a subquery': {
    open: true,
    write: (tx) =>
      tx.delete(comments).where(inArray(comments.taskId, tx.select({ id: tasks.id }).from(tasks))),
  },
  'delete in a CTE': {
    open: true,
    write: (tx) => {
      const gone = tx.$with('gone').as(tx.delete(comments).returning({ id: comments.id }))
      return tx.with(gone).select().from(gone)
    },
  },
  'delete among rows that all read': {
    open: true,
    write: (tx) => tx.delete(contacts).where(like(contacts.name, 'Supplier%')),
  },
  insert: { open: false, write: (tx) => tx.insert(invoices).values(invoice).returning() },
  'insert of several rows': {
    open: false,
    write: (tx) =>
      tx
        .insert(invoices)
        .values([
          invoice,
          { ...invoice, id: fresh(2), number: '2026-901', tenantId: companyA },
          { ...invoice, id: fresh(3), number: '2026-902', tenantId: companyA.toUpperCase() },
          { ...invoice, id: fresh(4), number: '2026-903', tenantId: undefined },
        ]),
  },
  'insert, prepared': {
    open: false,
    write: (tx) =>
      tx
        .insert(invoices)
        .values({ ...invoice, tenantId: sql.placeholder('tenant') as never })
        .prepare('bill')
        .execute({ tenant: companyA }),
  },
  'insert of a row that all could read': {
    open: false,
    write: (tx) => tx.insert(contacts).values({ id: fresh(5), name: 'mine' }),
  },
  'insert from a select': {
    open: false,
    write: (tx) =>
      tx.insert(comments).select(
        tx
          .select({
            tenantId: sql<string>`${companyA}::uuid`.as('tenantId'),
            id: sql<number>`9000 + row_number() over ()`.as('id'),
            taskId: sql<null>`null::uuid`.as('taskId'),
            invoiceLineId: sql<null>`null::int`.as('invoiceLineId'),
            authorId: sql<null>`null::uuid`.as('authorId'),
            body: projects.name,
            createdAt: projects.createdAt,
          })
          .from(projects)
          .where(eq(projects.slug, 'website')),
      ),
  },
  'upsert of a row of one’s own': {
    open: false,
    write: (tx) =>
      tx
        .insert(invoices)
        .values({ id: fresh(6), number: '2026-001', total: '5.00' })
        .onConflictDoUpdate({ target: [invoices.tenantId, invoices.number], set: { total: '5.00' } }),
  },
  'upsert with a condition': {
    open: false,
    write: (tx) =>
      tx
        .insert(invoices)
        .values({ id: fresh(6), number: '2026-001', total: '5.00' })
        .onConflictDoUpdate({
          target: [invoices.tenantId, invoices.number],
          set: { total: sql`excluded.total`, tenantId: companyA },
          setWhere: sql`${invoices.total} < 0 or ${invoices.total} > 0`,
        })
        .returning(),
  },
  'upsert whose condition does not hold': {
    open: false,
    write: (tx) =>
      tx
        .insert(invoices)
        .values({ id: fresh(6), number: '2026-001', total: '5.00' })
        .onConflictDoUpdate({
          target: [invoices.tenantId, invoices.number],
          set: { total: '5.00' },
          setWhere: sql`${invoices.total} < 0`,
        }),
  },
  'do nothing on conflict': {
    open: false,
    write: (tx) =>
      tx
        .insert(invoices)
        .values({ id: strangersInvoice, number: '2026-900', total: '5.00' })
        .onConflictDoNothing({ target: invoices.id })
        .returning(),
  },
  'a table that is nobody’s': {
    open: false,
    write: (tx) => tx.select().from(plans).where(eq(plans.id, 'free')),
  },
}

/** Strangers' rows that are in the way: the policies call it an error, the predicate changes nothing. */
export const strangerInTheWay = (tx: Tx, setWhere?: ReturnType<typeof sql>) =>
  tx
    .insert(invoices)
    .values({ id: strangersInvoice, number: '2026-900', total: '5.00' })
    .onConflictDoUpdate({
      target: invoices.id,
      set: { number: 'stolen' },
      ...(setWhere === undefined ? {} : { setWhere }),
    })
    .returning()

/** Writes that would make a row another tenant's, or nobody's. */
export const giveaways: Readonly<Record<string, (tx: Tx) => PromiseLike<unknown>>> = {
  insert: (tx) => tx.insert(invoices).values({ ...invoice, tenantId: companyB }),
  'insert, in the second row': (tx) =>
    tx.insert(invoices).values([
      { ...invoice, tenantId: companyA },
      { ...invoice, id: fresh(2), tenantId: companyB },
    ]),
  'insert of no tenant': (tx) => tx.insert(contacts).values({ name: 'everybody’s', tenantId: null }),
  'insert of an expression': (tx) =>
    tx.insert(invoices).values({ ...invoice, tenantId: sql`${companyB}::uuid` }),
  'insert of something that is no id': (tx) => tx.insert(invoices).values({ ...invoice, tenantId: 'Globex' }),
  'insert, prepared': (tx) =>
    tx
      .insert(invoices)
      .values({ ...invoice, tenantId: sql.placeholder('tenant') as never })
      .prepare('bill')
      .execute({ tenant: companyB }),
  'insert of a root': (tx) => tx.insert(tenants).values({ id: companyB, name: 'mine', slug: 'mine' }),
  'upsert values': (tx) =>
    tx
      .insert(invoices)
      .values({ ...invoice, tenantId: companyB })
      .onConflictDoUpdate({ target: invoices.id, set: { total: '5.00' } }),
  'upsert set': async (tx) =>
    tx
      .insert(invoices)
      .values(invoice)
      .onConflictDoUpdate({ target: invoices.id, set: { tenantId: companyB } }),
  'upsert set to an expression': async (tx) =>
    tx
      .insert(invoices)
      .values(invoice)
      .onConflictDoUpdate({ target: invoices.id, set: { tenantId: sql`excluded.tenant_id` } }),
  update: (tx) => tx.update(invoices).set({ tenantId: companyB }),
  'update to no tenant': (tx) => tx.update(contacts).set({ tenantId: null }),
  'update to an expression': (tx) => tx.update(invoices).set({ tenantId: sql`${companyB}::uuid` }),
  'update to a column': (tx) => tx.update(invoices).set({ tenantId: sql`${invoices.id}` }),
  'update, prepared': (tx) =>
    tx
      .update(invoices)
      .set({ tenantId: sql.placeholder('tenant') as never })
      .prepare('give')
      .execute({ tenant: companyB }),
  'update of the root’s key': (tx) => tx.update(tenants).set({ id: companyB }),
  'insert from raw SQL': async (tx) => tx.insert(invoices).select(sql`select * from invoices`),
}
