import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { Statement } from '../../model/plan.js'
import { quoteBody, quoteIdent, quoteList, quoteLiteral, quoteName } from '../../model/quote.js'
import type { RoleNames } from '../../model/settings.js'
import { allowedCommands } from './policies.js'
import { everyone, tenancyRoles } from './role-lists.js'

/** A privilege on a table, on all of its columns or on the named ones. */
export interface Grant {
  readonly role: string
  readonly privilege: 'select' | 'insert' | 'update' | 'delete'
  readonly columns: readonly string[] | null
}

/** Exactly the privileges that the table's kind allows; a system table grants nothing to anybody. */
export const tableGrants = (graph: TenancyGraph, owned: OwnedTable, roles: RoleNames): readonly Grant[] => {
  const allowed = allowedCommands(graph, owned)
  if (allowed === null) return []
  const all = ['select', 'insert', 'update', 'delete'] as const
  return [
    ...allowed.app.map((privilege) => ({
      role: roles.app,
      privilege,
      columns: privilege === 'update' ? updatableColumns(owned) : null,
    })),
    ...all.map((privilege) => ({ role: roles.admin, privilege, columns: null })),
    ...allowed.lifecycle.map((privilege) => ({ role: roles.lifecycle, privilege, columns: null })),
  ].filter((grant) => grant.columns === null || grant.columns.length > 0)
}

/** A tenant changes its own root row, but neither its key nor its status: a suspended tenant must not lift its suspension. */
function updatableColumns({ table, ownership }: OwnedTable): readonly string[] | null {
  if (ownership.kind !== 'root') return null
  return table.columns
    .filter(
      (column) => column.name !== ownership.column && column.name !== ownership.status && !column.generated,
    )
    .map((column) => column.name)
}

/** REVOKE of everything that the table may have been granted before, then the grants, then the sequences. */
export const grantStatements = (
  graph: TenancyGraph,
  owned: OwnedTable,
  roles: RoleNames,
): readonly Statement[] => {
  const target = quoteName(owned.table)
  const grants = tableGrants(graph, owned, roles)
  return [
    {
      id: `grant:${owned.id}:revoke`,
      kind: 'grant',
      table: owned.id,
      sql: `revoke all on table ${target} from ${everyone(roles)}`,
      inverse: null,
      reason:
        owned.ownership.kind === 'system'
          ? 'nobody reaches this table through tenantry; an earlier grant to PUBLIC or to the app is taken back'
          : 'earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by',
      needs: [],
      stands: null,
    },
    ...groupByRole(grants).map(
      ({ role, list }): Statement => ({
        id: `grant:${owned.id}:${role}`,
        kind: 'grant',
        table: owned.id,
        sql: `grant ${list} on table ${target} to ${quoteIdent(role)}`,
        inverse: `revoke all on table ${target} from ${quoteIdent(role)}`,
        reason: grantReason(owned, role, roles),
        needs: [`grant:${owned.id}:revoke`],
        stands: null,
      }),
    ),
    ...sequenceStatements(graph, owned, roles),
  ]
}

function grantReason(owned: OwnedTable, role: string, roles: RoleNames): string {
  if (role === roles.admin) return `${role} works across tenants, under its own policy`
  if (role === roles.lifecycle)
    return `${role} exports, imports and erases one tenant, under that tenant's policies`
  return owned.ownership.kind === 'root'
    ? 'inside a tenant: its own row, without its key and its status'
    : `inside a tenant: exactly what a table of kind ${owned.ownership.kind} allows`
}

function groupByRole(grants: readonly Grant[]): readonly { role: string; list: string }[] {
  const byRole = new Map<string, string[]>()
  for (const { role, privilege, columns } of grants) {
    const text = columns === null ? privilege : `${privilege} (${quoteList(columns)})`
    byRole.set(role, [...(byRole.get(role) ?? []), text])
  }
  return [...byRole].map(([role, list]) => ({ role, list: list.join(', ') }))
}

/**
 * The sequences behind serial and identity columns: nobody reads or resets them, and whoever may insert takes the next
 * number of a serial column (an identity column needs no grant for that).
 */
function sequenceStatements(graph: TenancyGraph, owned: OwnedTable, roles: RoleNames): readonly Statement[] {
  const inserts = allowedCommands(graph, owned)?.app.includes('insert') ?? false
  return owned.table.columns
    .filter((column) => column.identity !== undefined || /^(small|big)?serial$/.test(column.type))
    .map((column): Statement => {
      const usage = inserts && column.identity === undefined
      const sequence = `pg_get_serial_sequence(${quoteLiteral(quoteName(owned.table))}, ${quoteLiteral(column.name)})::regclass`
      const run = (command: string) => `  execute format(${quoteLiteral(command)}, ${sequence});`
      const lines = [
        run(`revoke all on sequence %s from ${everyone(roles).replaceAll('%', '%%')}`),
        ...(usage ? [run(`grant usage on sequence %s to ${tenancyRoles(roles).replaceAll('%', '%%')}`)] : []),
      ]
      return {
        id: `grant:${owned.id}:sequence:${column.name}`,
        kind: 'grant',
        table: owned.id,
        sql: `do ${quoteBody(` begin\n${lines.join('\n')}\nend `)}`,
        inverse: null,
        reason: `the numbers of ${column.name} say how much all tenants write: nobody reads or resets the sequence${
          usage ? ', inserts take the next number' : ''
        }`,
        needs: [],
        stands: null,
      }
    })
}
