import { randomUUID } from 'node:crypto'
import { quoteLiteral } from '../../src/model/quote.js'
import { loginRole, ownerRole } from '../engine/cluster-roles.js'
import type { Session } from '../engine/session.js'
import { type Reference, referenceRoles } from './reference.js'
import { companyA, companyB } from './seed.js'
import type { World } from './world.js'

type Ids = Readonly<Record<string, string>>

/** The world of the reference application's seed; new rows point at rows of the same company that the seed has. */
export const loadWorld = async (superuser: Session, reference: Reference): Promise<World> => {
  const [a, b] = [companyA, companyB]
  const ids: Record<string, Ids> = { [a]: await idsOf(superuser, a), [b]: await idsOf(superuser, b) }
  return {
    graph: reference.graph,
    roles: referenceRoles,
    a,
    b,
    nobody: '00000000-0000-4000-8000-00000000dead',
    login: loginRole,
    owner: ownerRole,
    manifestHash: reference.manifestHash,
    freshRow: (table, tenant) => freshRow(table, tenant, ids[tenant] ?? (ids[a] as Ids)),
    touch: ({ table, ownership }) => {
      const tenant = ownership.kind === 'direct' ? ownership.column : ''
      const keys = new Set([
        ...table.primaryKey,
        ...table.foreignKeys.flatMap(({ columns }) => columns),
        tenant,
      ])
      const column = table.columns.find(({ name }) => !keys.has(name))
      if (column === undefined) throw new Error(`${table.name} has no plain column`)
      return column.name
    },
  }
}

async function idsOf(superuser: Session, tenant: string): Promise<Ids> {
  const first = (table: string, column = 'id') =>
    `(select ${column}::text from ${table} where tenant_id = ${quoteLiteral(tenant)} order by 1 limit 1)`
  const { rows } = await superuser.query<Record<string, string>>(
    `select ${first('projects')} as project, ${first('documents')} as document, ${first('tasks')} as task,
       ${first('invoices')} as invoice, ${first('contacts')} as contact, ${first('memberships', 'user_id')} as member,
       (select l.id::text from invoice_lines l join invoices i on i.id = l.invoice_id where i.tenant_id = ${quoteLiteral(tenant)} order by 1 limit 1) as line,
       (select id::text from users where id not in (select user_id from memberships) order by 1 limit 1) as stranger`,
  )
  const [ids] = rows
  if (ids === undefined || Object.values(ids).includes(null as never))
    throw new Error(`the seed of ${tenant} is not complete: ${JSON.stringify(ids)}`)
  return ids
}

function freshRow(table: string, tenantId: string, ids: Ids): Readonly<Record<string, string>> {
  const unique = quoteLiteral(randomUUID())
  const tenant_id = quoteLiteral(tenantId)
  const id = unique
  const at = (name: string) => quoteLiteral(ids[name] as string)
  const rows: Record<string, Readonly<Record<string, string>>> = {
    'public.tenants': { id, name: "'New'", slug: unique },
    'public.users': { id, name: "'New'", email: unique },
    'public.memberships': { tenant_id, user_id: at('stranger') },
    'public.contacts': { id, tenant_id, name: "'New'" },
    'public.projects': { id, tenant_id, name: "'New'", slug: unique, lead_id: at('member') },
    'public.documents': { id, tenant_id, project_id: at('project'), title: "'New'" },
    'public.tasks': {
      id,
      tenant_id,
      project_id: at('project'),
      parent_id: at('task'),
      assignee_id: at('member'),
      document_id: at('document'),
      title: "'New'",
    },
    'public.comments': {
      tenant_id,
      task_id: at('task'),
      invoice_line_id: at('line'),
      author_id: at('member'),
      body: "'New'",
    },
    'public.invoices': {
      id,
      tenant_id,
      number: unique,
      project_id: at('project'),
      contact_id: at('contact'),
      document_id: at('document'),
      total: '1',
    },
    'public.invoice_lines': { invoice_id: at('invoice'), description: "'New'", price: '1' },
    'public.invoice_line_notes': { id, invoice_line_id: at('line'), body: "'New'" },
    'public.plans': { id: unique, name: "'New'", seats: '1', price: '1' },
    'public.jobs': { id, kind: "'new'", payload: "'{}'" },
  }
  const row = rows[table]
  if (row === undefined) throw new Error(`say in load-world.ts what a new row of ${table} is`)
  return row
}
