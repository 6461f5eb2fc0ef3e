import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { ManifestPolicy } from '../../model/manifest.js'
import { quoteIdent, quoteList, quoteName } from '../../model/quote.js'
import type { RoleNames } from '../../model/settings.js'
import { membershipKeys, type RowConditions, type TableConditions } from './row-conditions.js'

type Command = Exclude<ManifestPolicy['command'], 'all'>
const commands: readonly Command[] = ['select', 'insert', 'update', 'delete']

/** A policy with the sentence that says what it is for. */
export interface Policy extends ManifestPolicy {
  readonly reason: string
}

/** Which commands a kind of table allows to whom, inside one tenant. */
interface Allowed {
  readonly app: readonly Command[]
  readonly lifecycle: readonly Command[]
}

const readOnly: Allowed = { app: ['select'], lifecycle: ['select'] }
const everything: Allowed = { app: commands, lifecycle: commands }

/**
 * What each ownership allows inside one tenant; grants and policies both follow it. Who is a member decides which
 * people a tenant sees, so a tenant does not add members by itself.
 */
export const allowedCommands = (graph: TenancyGraph, owned: OwnedTable): Allowed | null => {
  const { kind } = owned.ownership
  if (membershipKeys(graph, owned).length > 0)
    return { app: ['select', 'update', 'delete'], lifecycle: commands }
  switch (kind) {
    case 'root':
      return { app: ['select', 'update'], lifecycle: commands }
    case 'direct':
    case 'through':
      return everything
    case 'identity':
    case 'shared':
      return readOnly
    case 'system':
    case 'unclassified':
      return null
    default:
      return kind satisfies never
  }
}

/**
 * The policies of one table: a permissive one for each command, one for the admin role, and restrictive guards with
 * the same conditions, so that a permissive policy that somebody adds later opens nothing.
 */
export const tablePolicies = (
  graph: TenancyGraph,
  owned: OwnedTable,
  conditions: TableConditions,
  roles: RoleNames,
): readonly Policy[] => {
  const allowed = allowedCommands(graph, owned)
  if (allowed === null) return []
  const { app, lifecycle } = conditions
  const inside =
    app === lifecycle
      ? [
          ...permissive(owned, 'tenantry', app, [
            { role: roles.app, allowed: allowed.app },
            { role: roles.lifecycle, allowed: allowed.lifecycle },
          ]),
          ...guards('tenantry', app, [roles.app, roles.lifecycle, ...roles.logins]),
        ]
      : [
          ...permissive(owned, 'tenantry', app, [{ role: roles.app, allowed: allowed.app }]),
          ...guards('tenantry', app, [roles.app, ...roles.logins]),
          ...permissive(owned, 'tenantry_lifecycle', lifecycle, [
            { role: roles.lifecycle, allowed: allowed.lifecycle },
          ]),
          ...guards('tenantry_lifecycle', lifecycle, [roles.lifecycle]),
        ]
  return [...inside, adminPolicy(roles)]
}

interface Reader {
  readonly role: string
  readonly allowed: readonly Command[]
}

function permissive(
  owned: OwnedTable,
  prefix: string,
  conditions: RowConditions,
  readers: readonly Reader[],
): readonly Policy[] {
  return commands.flatMap((command): readonly Policy[] => {
    const to = readers.filter(({ allowed }) => allowed.includes(command)).map(({ role }) => role)
    if (to.length === 0) return []
    const reason = purpose(owned, command)
    return [
      {
        name: `${prefix}_${command}`,
        command,
        permissive: true,
        roles: to,
        ...clauses(command, conditions),
        reason,
      },
    ]
  })
}

const adminPolicy = (roles: RoleNames): Policy => ({
  name: 'tenantry_admin',
  command: 'all',
  permissive: true,
  roles: [roles.admin],
  using: 'true',
  check: 'true',
  reason: `${roles.admin} (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody`,
})

function guards(prefix: string, conditions: RowConditions, guarded: readonly string[]): readonly Policy[] {
  const reason = 'a permissive policy that is added later, by mistake or by an attacker, opens nothing'
  const guard = (
    name: string,
    command: Policy['command'],
    using: string | null,
    check: string | null,
  ): Policy => ({
    name,
    command,
    permissive: false,
    roles: guarded,
    using,
    check,
    reason,
  })
  if (conditions.visible === conditions.own) {
    return [guard(`${prefix}_guard`, 'all', conditions.visible, conditions.valid)]
  }
  return commands
    .filter((command) => command !== 'select' || conditions.visible !== 'true')
    .map((command) => {
      const { using, check } = clauses(command, conditions)
      return guard(`${prefix}_guard_${command}`, command, using, check)
    })
}

function clauses(
  command: Command,
  { visible, own, valid }: RowConditions,
): { readonly using: string | null; readonly check: string | null } {
  switch (command) {
    case 'select':
      return { using: visible, check: null }
    case 'insert':
      return { using: null, check: valid }
    case 'update':
      return { using: own, check: valid }
    case 'delete':
      return { using: own, check: null }
    default:
      return command satisfies never
  }
}

function purpose(owned: OwnedTable, command: Command): string {
  const { ownership } = owned
  const rows: Record<typeof ownership.kind, string> = {
    root: "the tenant's own row",
    direct: "the tenant's own rows",
    through: ownership.kind === 'through' ? `rows whose ${ownership.parent} row is the tenant's` : '',
    identity:
      ownership.kind === 'identity' ? `people who are members of the tenant by ${ownership.members}` : '',
    shared: 'everybody',
    system: '',
    unclassified: '',
  }
  const shared = ownership.kind === 'direct' && ownership.shared
  switch (command) {
    case 'select':
      if (ownership.kind === 'shared') return 'rows that all tenants share: read by all, written by none'
      return `reads, counts and locks only ${rows[ownership.kind]}${shared ? ' and the rows that all share' : ''}`
    case 'insert':
      return `adds only ${rows[ownership.kind]}; a row for another tenant is refused`
    case 'update':
      return `changes only ${rows[ownership.kind]}, and cannot move them to another tenant`
    case 'delete':
      return `deletes only ${rows[ownership.kind]}`
    default:
      return command satisfies never
  }
}

/** CREATE POLICY for a policy of a table. */
export const createPolicy = (owned: OwnedTable, policy: ManifestPolicy): string => {
  const parts = [
    `create policy ${quoteIdent(policy.name)} on ${quoteName(owned.table)}`,
    `as ${policy.permissive ? 'permissive' : 'restrictive'} for ${policy.command} to ${quoteList(policy.roles)}`,
    ...(policy.using === null ? [] : [`using (${policy.using})`]),
    ...(policy.check === null ? [] : [`with check (${policy.check})`]),
  ]
  return parts.join('\n  ')
}

export const dropPolicy = (owned: OwnedTable, policy: { readonly name: string }): string =>
  `drop policy if exists ${quoteIdent(policy.name)} on ${quoteName(owned.table)}`
