import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import { quoteIdent, quoteName } from '../../model/quote.js'
import type { ForeignKey } from '../../model/schema.js'
import { tenantrySchema } from '../../model/settings.js'
import { tableLookup, targetId } from './facts-of-table.js'
import { objectName, shortHash } from './names.js'
import { holdsTenant, takesCompositeKey } from './tenant-keys.js'

/** The conditions of one table for whoever works inside a tenant; the two are one object where they do not differ. */
export interface TableConditions {
  readonly app: RowConditions
  /** Imports restore rows that refer to people whom the tenant does not see (yet, or any more), which the app must not. */
  readonly lifecycle: RowConditions
}

/** The SQL conditions that policies are made of, for the rows of one table. */
export interface RowConditions {
  /** Rows that the tenant may see. */
  readonly visible: string
  /** Rows that the tenant may change and delete: without shared rows, which it only reads. */
  readonly own: string
  /** What a row must satisfy after an insert or an update: own, and every reference into tenant data visible. */
  readonly valid: string
}

/** A question that a policy cannot put as a sub-select of its own; a function answers it, free of policies. */
export interface ReferenceFunction {
  /** Name in the schema `tenantry`. */
  readonly name: string
  /** The table whose policies ask. */
  readonly table: OwnedTable
  /** The key that is asked about. */
  readonly key: ForeignKey
  /** The table in which a row is looked for. */
  readonly looksIn: OwnedTable
  /** The columns that the row is found by, with the types of the arguments, in their order. */
  readonly by: readonly { readonly column: string; readonly type: string }[]
  /** What else must hold of that row under the alias `tenantry_target`: the tenant's own condition. */
  readonly body: string
  readonly reason: string
}

/**
 * The current tenant as an InitPlan: evaluated once for each statement, not once for each row (measured: a bare call
 * of a definer function costs 14 to 25 times a sequential scan).
 */
const currentTenant = `(select ${quoteIdent(tenantrySchema)}."current_tenant"())`

const targetAlias = 'tenantry_target'

/**
 * A quoted name for another table's row inside the condition of the row called `self`. A table of the schema may have
 * that very name, and the inner one would hide it: the condition would compare the other row with itself.
 */
const beside = (name: string, self: string): string =>
  quoteIdent(name) === self ? quoteIdent(`${name}_`) : quoteIdent(name)

export interface Conditions {
  readonly of: (owned: OwnedTable) => TableConditions | null
  readonly functions: readonly ReferenceFunction[]
}

/** The keys by which a members table says who is a member, one for each table of people; none for every other table. */
export const membershipKeys = (graph: TenancyGraph, owned: OwnedTable): readonly ForeignKey[] =>
  graph.tables.flatMap(({ ownership }) =>
    ownership.kind === 'identity' && ownership.members === owned.id ? [ownership.key] : [],
  )

/** Conditions for every table of the graph, and the reference functions that they call. */
export const rowConditions = (graph: TenancyGraph): Conditions => {
  const find = tableLookup(graph)
  const functions = new Map<string, ReferenceFunction>()

  const read = (id: string): OwnedTable => {
    const owned = find(id)
    if (owned === undefined) throw new Error(`the graph names ${id}, which is no table of it`)
    return owned
  }

  /** Tables that Postgres reads when it applies the select policy of `owned`, itself included. */
  const policyReads = (owned: OwnedTable): readonly string[] => {
    const { ownership } = owned
    if (ownership.kind === 'through') return [owned.id, ...policyReads(read(ownership.parent))]
    if (ownership.kind === 'identity') return [owned.id, ownership.members]
    return [owned.id]
  }

  const endsOnSharedRows = (owned: OwnedTable): boolean =>
    owned.ownership.kind === 'through'
      ? endsOnSharedRows(read(owned.ownership.parent))
      : owned.ownership.kind === 'direct' && owned.ownership.shared

  /** Rows of `owned`, called `alias`, that are the tenant's own, whatever policies allow. */
  const ownRow = (owned: OwnedTable, alias: string, depth = 0): string => {
    const { ownership } = owned
    switch (ownership.kind) {
      case 'root':
      case 'direct':
        return `${alias}.${quoteIdent(ownership.column)} = ${currentTenant}`
      case 'through': {
        const parent = read(ownership.parent)
        const name = beside(`tenantry_parent_${depth}`, alias)
        return exists(parent, name, alias, ownership.key, ownRow(parent, name, depth + 1))
      }
      case 'identity': {
        const members = read(ownership.members)
        const name = beside(`tenantry_member_${depth}`, alias)
        const joined = ownership.key.columns.map(
          (column, index) =>
            `${name}.${quoteIdent(column)} = ${alias}.${quoteIdent(ownership.key.references.columns[index] as string)}`,
        )
        const rest = ownRow(members, name, depth + 1)
        return `exists (select 1 from ${quoteName(members.table)} ${name} where ${[...joined, rest].join(' and ')})`
      }
      case 'shared':
      case 'system':
      case 'unclassified':
        throw new Error(`${owned.id} is nobody's own`)
      default:
        return ownership satisfies never
    }
  }

  /** The check of one reference of `owned` into tenant data, or null where a key or nothing is to be checked. */
  const reference = (owned: OwnedTable, key: ForeignKey): string | null => {
    const target = find(targetId(key))
    if (target === undefined || takesCompositeKey(owned, target, key) || holdsTenant(owned, target, key))
      return null
    const { ownership } = target
    if (owned.ownership.kind === 'shared' || owned.ownership.kind === 'identity') return null
    if (ownership.kind === 'shared' || ownership.kind === 'system' || ownership.kind === 'unclassified')
      return null
    if (owned.ownership.kind === 'through' && key === owned.ownership.key) return null
    const self = quoteIdent(owned.table.name)
    const unset = key.columns.map((column) => `${self}.${quoteIdent(column)} is null`).join(' or ')
    const seen = policyReads(target).includes(owned.id)
      ? call(owned, key.columns, {
          name: functionName('may_refer', owned, key, functions),
          table: owned,
          key,
          looksIn: target,
          by: key.references.columns.map((column, index) => ({
            column,
            type: argumentType(owned, key.columns[index] as string),
          })),
          body: seenRow(target),
          reason: `says whether ${owned.id} (${key.columns.join(', ')}) may point at a row of ${target.id}: only at one that this tenant sees`,
        })
      : exists(target, beside(targetAlias, self), self, key, null)
    const kept = keptReference(owned, key, target)
    return `(${[unset, seen, ...(kept === null ? [] : [kept])].join(' or ')})`
  }

  /**
   * Who a row refers to may go out of sight while the row stays: a comment's author leaves the company. WITH CHECK looks
   * at the whole new row, so without this nobody could change such a row any more. A value that the stored row already
   * has is no news to the tenant; the function sees rows as they were when the statement began (STABLE).
   */
  const keptReference = (owned: OwnedTable, key: ForeignKey, target: OwnedTable): string | null => {
    const lapses = target.ownership.kind === 'identity' || target.ownership.kind === 'root'
    const { primaryKey } = owned.table
    if (!lapses || primaryKey.length === 0 || membershipKeys(graph, owned).includes(key)) return null
    const columns = [...new Set([...primaryKey, ...key.columns])]
    return call(owned, columns, {
      name: functionName('is_kept', owned, key, functions),
      table: owned,
      key,
      looksIn: owned,
      by: columns.map((column) => ({ column, type: argumentType(owned, column) })),
      body: ownRow(owned, quoteIdent(targetAlias)),
      reason: `says whether a row of this tenant in ${owned.id} has had this (${key.columns.join(', ')}) before: who has left stays named, and the row can be changed`,
    })
  }

  /** A call of the function with the asking row's columns. */
  const call = (owned: OwnedTable, columns: readonly string[], asked: ReferenceFunction): string => {
    functions.set(asked.name, asked)
    const values = columns.map((column) => `${quoteIdent(owned.table.name)}.${quoteIdent(column)}`).join(', ')
    return `${quoteIdent(tenantrySchema)}.${quoteIdent(asked.name)}(${values})`
  }

  /** As `ownRow`, with the rows that are shared by all: what the target's policy would show. */
  const seenRow = (target: OwnedTable): string => {
    const row = quoteIdent(targetAlias)
    const own = ownRow(target, row)
    return target.ownership.kind === 'direct' && target.ownership.shared
      ? `(${own} or ${row}.${quoteIdent(target.ownership.column)} is null)`
      : own
  }

  const tableConditions = (owned: OwnedTable): TableConditions | null => {
    const app = conditionsOf(owned, () => true)
    if (app === null) return null
    const toPeople = (key: ForeignKey) => find(targetId(key))?.ownership.kind === 'identity'
    const lifecycle = owned.table.foreignKeys.some(toPeople)
      ? conditionsOf(owned, (key) => !toPeople(key))
      : app
    return { app, lifecycle: lifecycle ?? app }
  }

  const conditionsOf = (owned: OwnedTable, checked: (key: ForeignKey) => boolean): RowConditions | null => {
    const { ownership } = owned
    if (ownership.kind === 'system' || ownership.kind === 'unclassified') return null
    const references = owned.table.foreignKeys
      .filter(checked)
      .map((key) => reference(owned, key))
      .filter((check) => check !== null)
    switch (ownership.kind) {
      case 'root': {
        const own = `${quoteIdent(ownership.column)} = ${currentTenant}`
        return { visible: own, own, valid: [own, ...references].join(' and ') }
      }
      case 'direct': {
        const column = quoteIdent(ownership.column)
        const own = `${column} = ${currentTenant}`
        const visible = ownership.shared ? `(${own} or ${column} is null)` : own
        return { visible, own, valid: [own, ...references].join(' and ') }
      }
      case 'through': {
        const parent = read(ownership.parent)
        const self = quoteIdent(owned.table.name)
        const visible = exists(parent, beside('tenantry_parent', self), self, ownership.key, null)
        const own = endsOnSharedRows(parent) ? ownRow(owned, self) : visible
        return { visible, own, valid: [own, ...references].join(' and ') }
      }
      case 'identity': {
        const members = read(ownership.members)
        const self = quoteIdent(owned.table.name)
        const parentAlias = beside('tenantry_parent', self)
        const joined = ownership.key.columns.map(
          (column, index) =>
            `${parentAlias}.${quoteIdent(column)} = ${self}.${quoteIdent(ownership.key.references.columns[index] as string)}`,
        )
        const visible = `exists (select 1 from ${quoteName(members.table)} ${parentAlias} where ${joined.join(' and ')})`
        return { visible, own: 'false', valid: 'false' }
      }
      case 'shared':
        return { visible: 'true', own: 'false', valid: 'false' }
      default:
        return ownership satisfies never
    }
  }

  const conditions = new Map(graph.tables.map((owned) => [owned.id, tableConditions(owned)]))
  return {
    of: (owned) => conditions.get(owned.id) ?? null,
    functions: [...functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

/**
 * Its table and columns name it; a hash too where another question has that name already: `a_b.c` is spelt as `a.b_c`
 * is, and one list of columns may point at several tables.
 */
function functionName(
  question: string,
  { table }: OwnedTable,
  key: ForeignKey,
  taken: ReadonlyMap<string, ReferenceFunction>,
): string {
  const name = objectName(`${table.schema}_${table.name}`, key.columns, question)
  const other = taken.get(name)
  if (other === undefined || (other.table.table === table && other.key === key)) return name
  const { schema, table: target, columns } = key.references
  const whole = JSON.stringify([table.schema, table.name, key.columns, schema, target, columns])
  return objectName(`${table.schema}_${table.name}`, [...key.columns, shortHash(whole)], question)
}

/** The type of a column as a function argument: `serial` is an integer with a default. */
function argumentType({ table }: OwnedTable, name: string): string {
  const type = table.columns.find((column) => column.name === name)?.type ?? 'text'
  return { serial: 'integer', bigserial: 'bigint', smallserial: 'smallint' }[type] ?? type
}

/** `exists (row of target that key of the row called self points to [and rest])`, read under the target's own policy. */
function exists(
  target: OwnedTable,
  alias: string,
  self: string,
  key: ForeignKey,
  rest: string | null,
): string {
  const joined = key.columns.map(
    (column, index) =>
      `${alias}.${quoteIdent(key.references.columns[index] as string)} = ${self}.${quoteIdent(column)}`,
  )
  const where = [...joined, ...(rest === null ? [] : [rest])].join(' and ')
  return `exists (select 1 from ${quoteName(target.table)} ${alias} where ${where})`
}
