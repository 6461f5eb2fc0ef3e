import type { OwnedTable, TenancyGraph } from '../../src/model/graph.js'
import { quoteIdent, quoteLiteral, quoteName } from '../../src/model/quote.js'
import type { RoleNames } from '../../src/model/settings.js'
import type { Actor, Arena, Outcome } from './arena.js'

/** What the checks know of the database under attack. */
export interface World {
  readonly graph: TenancyGraph
  readonly roles: RoleNames
  /** The two companies. */
  readonly a: string
  readonly b: string
  /** A third tenant's id that no row has. */
  readonly nobody: string
  readonly login: string
  readonly owner: string
  /** Columns and SQL values of a new row of a table for a tenant, referring only to that tenant's rows. */
  readonly freshRow: (table: string, tenant: string) => Readonly<Record<string, string>>
  /** A column that may be set to itself to try an update. */
  readonly touch: (owned: OwnedTable) => string
  readonly manifestHash: string
}

/** One attack, or one thing that must still work: throws when the database does not answer as it must. */
export interface Check {
  readonly name: string
  /** `schema.name` of the table that it is about, or null. */
  readonly table: string | null
  readonly run: (arena: Arena, world: World) => Promise<void>
}

export const app = (world: World, tenant: string, seal?: string): Actor => ({
  session: world.login,
  role: world.roles.app,
  tenant,
  ...(seal === undefined ? {} : { seal }),
})
export const login = (world: World): Actor => ({ session: world.login, role: null, tenant: '' })
export const owner = (world: World): Actor => ({ session: world.owner, role: null, tenant: '' })
/** Admin and lifecycle are no roles of the app's login: the opener of the arena switches to them. */
export const admin = (world: World): Actor => ({ session: null, role: world.roles.admin, tenant: '' })
export const lifecycle = (world: World, tenant: string): Actor => ({
  session: null,
  role: world.roles.lifecycle,
  tenant,
})

export const tableOf = (world: World, id: string): OwnedTable => {
  const owned = world.graph.tables.find((table) => table.id === id)
  if (owned === undefined) throw new Error(`no table ${id}`)
  return owned
}

/**
 * The condition for a tenant's rows, from the ownership alone and independent of the policies: what a check holds the
 * policies against. `shared` adds the rows that all tenants read.
 */
export const ownedBy = (world: World, owned: OwnedTable, tenant: string, shared: boolean): string => {
  const { ownership } = owned
  switch (ownership.kind) {
    case 'root':
      return `${quoteIdent(ownership.column)} = ${quoteLiteral(tenant)}`
    case 'direct': {
      const column = quoteIdent(ownership.column)
      return `(${column} = ${quoteLiteral(tenant)}${ownership.shared && shared ? ` or ${column} is null` : ''})`
    }
    case 'through': {
      const parent = tableOf(world, ownership.parent)
      const { columns, references } = ownership.key
      return `(${columns.map(quoteIdent).join(', ')}) in (select ${references.columns.map(quoteIdent).join(', ')} from ${quoteName(parent.table)} where ${ownedBy(world, parent, tenant, shared)})`
    }
    case 'identity': {
      const members = tableOf(world, ownership.members)
      const { columns, references } = ownership.key
      return `(${references.columns.map(quoteIdent).join(', ')}) in (select ${columns.map(quoteIdent).join(', ')} from ${quoteName(members.table)} where ${ownedBy(world, members, tenant, shared)})`
    }
    case 'shared':
      return shared ? 'true' : 'false'
    case 'system':
    case 'unclassified':
      return 'false'
    default:
      return ownership satisfies never
  }
}

export const keyColumns = ({ table }: OwnedTable): string => table.primaryKey.map(quoteIdent).join(', ')

/** `(a, b) = ('…', '…')` for the first row of a table that meets a condition; null when there is none. */
export const firstRow = async (
  arena: Arena,
  owned: OwnedTable,
  condition: string,
): Promise<string | null> => {
  const key = owned.table.primaryKey
    .map((column) => `${quoteIdent(column)}::text as ${quoteIdent(column)}`)
    .join(', ')
  const [row] = await arena.truth(
    `select ${key} from ${quoteName(owned.table)} where ${condition} order by ${keyColumns(owned)} limit 1`,
  )
  if (row === undefined) return null
  return owned.table.primaryKey
    .map((column) => `${quoteIdent(column)} = ${quoteLiteral(String(row[column]))}`)
    .join(' and ')
}

export const insertSql = (
  { table }: OwnedTable,
  row: Readonly<Record<string, string>>,
  returning = '',
): string => {
  const columns = Object.keys(row)
  return `insert into ${quoteName(table)} (${columns.map(quoteIdent).join(', ')}) values (${columns.map((column) => row[column]).join(', ')})${returning}`
}

/** @throws Error when the outcome is not a refusal with one of the states */
export const expectRefused = (
  outcome: Outcome,
  what: string,
  states: readonly string[] = ['42501'],
): void => {
  if (outcome.ok) throw new Error(`${what}: went through (${outcome.count} rows)`)
  if (!states.includes(outcome.state))
    throw new Error(`${what}: refused with ${outcome.state} (${outcome.message}), not ${states.join(' or ')}`)
}

/** @throws Error when the outcome is an error, or touches another number of rows */
export const expectCount = (outcome: Outcome, count: number, what: string): void => {
  if (!outcome.ok) throw new Error(`${what}: ${outcome.state} ${outcome.message}`)
  if (outcome.count !== count) throw new Error(`${what}: ${outcome.count} rows, not ${count}`)
}

/** A table whose rows say who is a member of which tenant. */
export const isMembers = (world: World, owned: OwnedTable): boolean =>
  world.graph.tables.some(({ ownership }) => ownership.kind === 'identity' && ownership.members === owned.id)
