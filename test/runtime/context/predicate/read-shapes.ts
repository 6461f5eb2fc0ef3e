import {
  aliasedTable,
  and,
  asc,
  count,
  countDistinct,
  desc,
  eq,
  exists,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  max,
  notInArray,
  or,
  sql,
  sum,
} from 'drizzle-orm'
import { alias, except, intersect, QueryBuilder, union, unionAll } from 'drizzle-orm/pg-core'
import * as schema from '../../../../schema/index.js'
import type { TenantTx } from '../../../../src/runtime/context/tenant-tx.js'
import { companyA, companyB } from '../../../isolation/seed.js'
import type { ReferenceDb } from '../drivers.js'

const { comments, contacts, documents, invoices, memberships, plans, projects, tasks, tenants } = schema

export type Tx = TenantTx<ReferenceDb>

/** What a builder can read, in every form that it has: none of these names the tenant. */
export const readShapes: Readonly<Record<string, (tx: Tx) => PromiseLike<unknown>>> = {
  select: (tx) => tx.select().from(invoices),
  'select of some columns': (tx) => tx.select({ id: invoices.id, total: invoices.total }).from(invoices),
  'select of expressions': (tx) =>
    tx.select({ label: sql<string>`upper(${invoices.number})` }).from(invoices),
  where: (tx) => tx.select().from(invoices).where(gt(invoices.total, '10')),
  'where with or at its top': (tx) =>
    tx.select().from(invoices).where(sql`${invoices.total} > 10 or ${invoices.total} <= 10`),
  'where by ids that somebody has sent': (tx) =>
    tx
      .select()
      .from(tenants)
      .where(inArray(tenants.id, [companyA, companyB])),
  'order, limit, offset': (tx) =>
    tx.select().from(invoices).orderBy(desc(invoices.total), asc(invoices.id)).limit(2).offset(1),
  'the root': (tx) => tx.select().from(tenants),
  'rows without a tenant, which all read': (tx) => tx.select().from(contacts),
  'a table that is everybody’s': (tx) => tx.select({ id: plans.id, n: tx.$count(invoices) }).from(plans),
  distinct: (tx) => tx.selectDistinct({ tenant: invoices.tenantId }).from(invoices),
  'distinct on': (tx) =>
    tx.selectDistinctOn([invoices.number]).from(invoices).orderBy(invoices.number, desc(invoices.total)),
  'group by and having': (tx) =>
    tx
      .select({ project: tasks.projectId, open: count() })
      .from(tasks)
      .groupBy(tasks.projectId)
      .having(gt(count(), 1)),
  aggregates: (tx) =>
    tx
      .select({
        n: count(),
        total: sum(invoices.total),
        last: max(invoices.number),
        t: countDistinct(invoices.tenantId),
      })
      .from(invoices),
  'a window': (tx) =>
    tx
      .select({ number: invoices.number, rank: sql<number>`rank() over (order by ${invoices.total})::int` })
      .from(invoices),
  'inner join': (tx) => tx.select().from(tasks).innerJoin(projects, eq(tasks.projectId, projects.id)),
  'inner join that would cross tenants': (tx) =>
    tx
      .select({ a: projects.name, b: documents.title })
      .from(projects)
      .innerJoin(documents, sql`${projects.slug} = 'website' or ${documents.title} = ''`),
  'left join': (tx) => tx.select().from(invoices).leftJoin(contacts, eq(invoices.contactId, contacts.id)),
  'left join that would cross tenants': (tx) => {
    const other = alias(invoices, 'other')
    return tx
      .select({ number: invoices.number, other: other.total })
      .from(invoices)
      .leftJoin(other, and(eq(invoices.number, other.number), sql`${invoices.id} <> ${other.id}`))
  },
  'right join': (tx) => tx.select().from(invoices).rightJoin(projects, eq(invoices.projectId, projects.id)),
  'right join that would cross tenants': (tx) => {
    const other = alias(projects, 'other')
    return tx
      .select({ a: projects.name, b: other.name })
      .from(projects)
      .rightJoin(other, and(eq(projects.slug, other.slug), sql`${projects.id} <> ${other.id}`))
  },
  'full join': (tx) => tx.select().from(invoices).fullJoin(projects, eq(invoices.projectId, projects.id)),
  'full join that would cross tenants': (tx) => {
    const other = alias(projects, 'other')
    return tx
      .select({ a: projects.name, b: other.name })
      .from(projects)
      .fullJoin(other, and(eq(projects.slug, other.slug), sql`${projects.id} <> ${other.id}`))
  },
  'full join with rows without a tenant': (tx) =>
    tx
      .select({ number: invoices.number, contact: contacts.name })
      .from(invoices)
      .fullJoin(contacts, eq(invoices.contactId, contacts.id)),
  'cross join': (tx) => tx.select({ a: projects.name, b: contacts.name }).from(projects).crossJoin(contacts),
  'joins of every kind in a row': (tx) =>
    tx
      .select({
        task: tasks.title,
        project: projects.name,
        comment: comments.body,
        document: documents.title,
        member: memberships.role,
      })
      .from(tasks)
      .leftJoin(comments, eq(comments.taskId, tasks.id))
      .innerJoin(memberships, sql`true`)
      .rightJoin(projects, eq(tasks.projectId, projects.id))
      .fullJoin(documents, eq(documents.projectId, projects.id)),
  'a left join behind a full one': (tx) =>
    tx
      .select({ invoice: invoices.number, project: projects.name, task: tasks.title })
      .from(invoices)
      .fullJoin(projects, eq(invoices.projectId, projects.id))
      .leftJoin(tasks, eq(tasks.projectId, projects.id)),
  'a right join behind a right one': (tx) =>
    tx
      .select({ invoice: invoices.number, project: projects.name, task: tasks.title })
      .from(invoices)
      .rightJoin(projects, eq(invoices.projectId, projects.id))
      .rightJoin(tasks, and(eq(tasks.projectId, projects.id), isNotNull(tasks.assigneeId))),
  'a table joined with itself': (tx) => {
    const parent = alias(tasks, 'parent')
    return tx.select().from(tasks).leftJoin(parent, eq(tasks.parentId, parent.id))
  },
  'an aliased table': (tx) => {
    const i = aliasedTable(invoices, 'i')
    return tx
      .select({ number: i.number })
      .from(i)
      .where(or(eq(i.number, '2026-001'), gt(i.total, '5')))
  },
  'lateral join': (tx) => {
    const last = tx
      .select({ title: tasks.title })
      .from(tasks)
      .where(eq(tasks.projectId, projects.id))
      .orderBy(desc(tasks.title))
      .limit(1)
      .as('last')
    return tx
      .select({ project: projects.name, last: last.title })
      .from(projects)
      .leftJoinLateral(last, sql`true`)
  },
  'lateral cross join': (tx) => {
    const every = tx.select({ title: tasks.title }).from(tasks).as('every')
    return tx.select({ plan: plans.id, title: every.title }).from(plans).crossJoinLateral(every)
  },
  'a subquery': (tx) => {
    const dear = tx.select().from(invoices).where(gt(invoices.total, '1')).as('dear')
    return tx.select({ number: dear.number, total: dear.total }).from(dear)
  },
  'a subquery that is joined': (tx) => {
    const perProject = tx
      .select({ projectId: tasks.projectId, n: count().as('n') })
      .from(tasks)
      .groupBy(tasks.projectId)
      .as('per_project')
    return tx
      .select({ name: projects.name, n: perProject.n })
      .from(projects)
      .leftJoin(perProject, eq(projects.id, perProject.projectId))
  },
  'a subquery among the fields': (tx) =>
    tx
      .select({
        id: plans.id,
        total: sql<string>`${tx.select({ total: sum(invoices.total) }).from(invoices)}`,
      })
      .from(plans),
  'in a subquery': (tx) =>
    tx
      .select({ id: plans.id })
      .from(plans)
      .where(inArray(plans.id, tx.select({ plan: tenants.planId }).from(tenants))),
  'not in a subquery': (tx) =>
    tx
      .select({ id: plans.id })
      .from(plans)
      .where(notInArray(plans.id, tx.select({ plan: tenants.planId }).from(tenants))),
  'exists a subquery': (tx) =>
    tx
      .select({ id: plans.id })
      .from(plans)
      .where(exists(tx.select().from(tenants).where(eq(tenants.planId, plans.id)))),
  'a CTE': (tx) => {
    const dear = tx.$with('dear').as(tx.select().from(invoices).where(gt(invoices.total, '1')))
    return tx.with(dear).select({ number: dear.number, total: dear.total }).from(dear)
  },
  'a CTE by callback': (tx) => {
    const dear = tx
      .$with('dear')
      .as((query) => query.select({ id: invoices.id, n: invoices.number }).from(invoices))
    return tx.with(dear).select().from(dear)
  },
  'a CTE beside a table': (tx) => {
    const open = tx.$with('open').as(tx.select({ id: tasks.projectId }).from(tasks).groupBy(tasks.projectId))
    return tx
      .with(open)
      .select({ name: projects.name, open: open.id })
      .from(projects)
      .leftJoin(open, eq(open.id, projects.id))
  },
  union: (tx) =>
    union(tx.select({ x: invoices.number }).from(invoices), tx.select({ x: projects.name }).from(projects)),
  'union all, ordered': (tx) =>
    unionAll(tx.select({ x: projects.name }).from(projects), tx.select({ x: projects.name }).from(projects))
      .orderBy(projects.name)
      .limit(5),
  'union by method': (tx) =>
    tx
      .select({ x: projects.name })
      .from(projects)
      .union(tx.select({ x: documents.title }).from(documents)),
  'union with a builder of no handle': (tx) =>
    tx
      .select({ x: projects.name })
      .from(projects)
      .unionAll(new QueryBuilder().select({ x: documents.title }).from(documents)),
  'unions within unions': (tx) =>
    union(
      tx.select({ x: projects.name }).from(projects),
      unionAll(tx.select({ x: tasks.title }).from(tasks), tx.select({ x: documents.title }).from(documents)),
    ),
  intersect: (tx) =>
    intersect(
      tx.select({ x: projects.slug, t: projects.tenantId }).from(projects),
      tx.select({ x: projects.slug, t: projects.tenantId }).from(projects),
    ),
  except: (tx) =>
    except(tx.select({ x: projects.name }).from(projects), tx.select({ x: tasks.title }).from(tasks)),
  'for update': (tx) => tx.select().from(invoices).for('update'),
  'for update of rows that all read': (tx) => tx.select().from(contacts).for('update'),
  'for update of one of two': (tx) =>
    tx
      .select({ number: invoices.number, contact: contacts.name })
      .from(invoices)
      .leftJoin(contacts, eq(contacts.id, invoices.contactId))
      .for('update', { of: invoices }),
  'prepared, with a placeholder': (tx) =>
    tx
      .select()
      .from(projects)
      .where(eq(projects.slug, sql.placeholder('slug')))
      .prepare('projects_by_slug')
      .execute({ slug: 'website' }),
  $count: (tx) => tx.$count(invoices),
  '$count of some': (tx) => tx.$count(invoices, or(gt(invoices.total, '10'), eq(invoices.total, '0'))),
  '$count among the fields': (tx) =>
    tx
      .select({
        name: projects.name,
        tasks: tx.$count(tasks, eq(tasks.projectId, projects.id)),
        all: tx.$count(tasks),
      })
      .from(projects),
  '$count of a subquery': (tx) => tx.$count(tx.select({ id: invoices.id }).from(invoices).as('i')),
  dynamic: (tx) => tx.select().from(invoices).$dynamic().where(gt(invoices.total, '1')).limit(10),
  'columns by getTableColumns': (tx) => {
    const { body: _, ...rest } = getTableColumns(documents)
    return tx.select(rest).from(documents)
  },
  'in a savepoint': (tx) => tx.transaction((inner) => inner.select().from(invoices)),
  'in a savepoint of a savepoint': (tx) =>
    tx.transaction((inner) => inner.transaction((innermost) => innermost.$count(invoices))),
  findMany: (tx) => tx.query.invoices.findMany(),
  findFirst: (tx) => tx.query.invoices.findFirst({ orderBy: (i, { desc }) => desc(i.total) }),
  'findMany with a filter': (tx) =>
    tx.query.invoices.findMany({ where: (i, { or, gt, eq }) => or(gt(i.total, '1'), eq(i.total, '0')) }),
  'findMany of some columns, with extras': (tx) =>
    tx.query.projects.findMany({
      columns: { name: true },
      extras: (p, { sql }) => ({ loud: sql<string>`upper(${p.name})`.as('loud') }),
    }),
  'findMany, nested': (tx) =>
    tx.query.tenants.findMany({
      with: { plan: true, projects: { with: { tasks: { with: { subtasks: true, comments: true } } } } },
    }),
  'findMany, nested, limited and ordered': (tx) =>
    tx.query.projects.findMany({
      orderBy: (p, { asc }) => asc(p.name),
      with: {
        tasks: { limit: 2, orderBy: (t, { desc }) => desc(t.title), with: { assignee: true } },
      },
    }),
  'findMany from a table that is not the tenant’s': (tx) =>
    tx.query.users.findMany({
      columns: { name: true },
      orderBy: (u, { asc }) => asc(u.name),
      where: (u, { inArray }) => inArray(u.id, tx.select({ id: memberships.userId }).from(memberships)),
      with: { memberships: true, tasks: true },
    }),
  'findMany of rows without a tenant': (tx) => tx.query.contacts.findMany({ with: { invoices: true } }),
  'findFirst, prepared': (tx) =>
    tx.query.projects
      .findFirst({ where: (p, { eq }) => eq(p.slug, sql.placeholder('slug')), with: { tasks: true } })
      .prepare('project_by_slug')
      .execute({ slug: 'website' }),
  'findMany in a savepoint': (tx) =>
    tx.transaction((inner) => inner.query.tasks.findMany({ with: { project: true } })),
}
