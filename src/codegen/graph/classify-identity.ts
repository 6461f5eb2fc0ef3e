import type { ForeignKey, SchemaMark, Table } from '../../model/schema.js'
import { type Classified, refused } from './classified.js'
import { membersTable, tableId } from './graph-findings.js'
import { type TableIndex, targetId } from './table-index.js'

/** A table of people, of whom a tenant sees its members. */
export const classifyIdentity = (
  table: Table,
  mark: Extract<SchemaMark, { kind: 'identity' }>,
  index: TableIndex,
): Classified => {
  const cure = `Pass { members: () => memberships }: a tenantTable with one foreign key to ${tableId(table)}.`
  if (mark.members === null) {
    return refused(membersTable(table, 'does not say which table holds the memberships', cure))
  }
  const id = tableId(mark.members)
  const members = index.find(id)
  if (members === undefined) {
    return refused(
      membersTable(table, `names ${id} as its members table, which the schema files do not export`, cure),
    )
  }
  if (members.mark?.kind !== 'direct') {
    return refused(membersTable(table, `names ${id} as its members table, which is no tenantTable`, cure))
  }
  const keys = members.foreignKeys.filter((key) => targetId(key) === tableId(table))
  if (keys.length === 0) {
    return refused(
      membersTable(table, `names ${id} as its members table, which has no foreign key to it`, cure),
    )
  }
  const key = membershipKey(members, members.mark.column, keys)
  if (key === null) {
    const names = keys.map(({ columns }) => columns.join(', ')).join(' and ')
    return refused(
      membersTable(
        table,
        `names ${id} as its members table, which refers to it by ${names}: which one is the member cannot be told`,
        `Declare who is a member once per tenant, by a primary key or unique(${members.mark.column}, …) over that column.`,
      ),
    )
  }
  return { ownership: { kind: 'identity', members: id, key }, findings: [] }
}

/**
 * The key that names the member, where others name who invited them, who changed the row: the one that is unique with
 * the tenant, else the only one that cannot be null. Null when neither decides.
 */
function membershipKey(members: Table, tenant: string, keys: readonly ForeignKey[]): ForeignKey | null {
  if (keys.length === 1) return keys[0] ?? null
  const uniques = [members.primaryKey, ...members.uniques.map(({ columns }) => columns)]
  const once = keys.filter(({ columns }) => {
    const wanted = new Set([...columns, tenant])
    return uniques.some((unique) => unique.length === wanted.size && unique.every((name) => wanted.has(name)))
  })
  if (once.length === 1) return once[0] ?? null
  const firm = keys.filter(({ columns }) =>
    columns.every((name) => members.columns.some((column) => column.name === name && column.notNull)),
  )
  return once.length === 0 && firm.length === 1 ? (firm[0] ?? null) : null
}
