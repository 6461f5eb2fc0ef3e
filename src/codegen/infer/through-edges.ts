import type { Table } from '../../model/schema.js'
import { columnRole } from './column-role.js'
import { groupBy } from './group-by.js'
import { hasOwnKey, type Reference } from './references.js'
import type { SchemaFacts } from './schema-facts.js'

/** A foreign key by which a row may belong to whoever owns another. */
export interface ThroughEdge {
  readonly from: Table
  readonly to: Table
  /** The column that stands for the key in `through`. */
  readonly column: string
  readonly notNull: boolean
  /** Whether the row goes with its parent: what is part of something does. */
  readonly cascades: boolean
  /** Whether the table is named after the parent: `order_items` after `orders`. */
  readonly namesake: boolean
}

/**
 * The keys of each table that can carry ownership: not those to its author or to the current of several rows, and not
 * those that hold the root's own key, which say it directly or not at all.
 */
export const throughEdges = (
  root: Table,
  all: readonly Reference[],
  facts: SchemaFacts,
): ((table: Table) => readonly ThroughEdge[]) => {
  const edges = groupBy(
    all.flatMap((reference) => (holdsKeyOf(root, reference) ? [] : (edgeOf(reference, facts) ?? []))),
    ({ from }) => from,
  )
  return (table) => edges.get(table) ?? []
}

const holdsKeyOf = (root: Table, { to, key }: Reference): boolean =>
  to === root && key?.references.columns[0] === root.primaryKey[0]

function edgeOf({ from, to, columns, notNull, key }: Reference, facts: SchemaFacts): ThroughEdge | null {
  const column = key === null ? undefined : standsFor(from, columns)
  if (key === null || column === undefined) return null
  const role = columnRole(column, facts.nameOf(to))
  if (role === 'author' || role === 'pointer') return null
  return {
    from,
    to,
    column,
    notNull,
    cascades: key.onDelete === 'cascade',
    namesake: isNamesake(from, to, facts),
  }
}

/** A column that no other key holds: by it alone the key is found again. */
const standsFor = (table: Table, columns: readonly string[]): string | undefined =>
  columns.length === 1
    ? columns[0]
    : columns.find(
        (column) =>
          !hasOwnKey(table, column) &&
          table.foreignKeys.filter((key) => key.columns.includes(column)).length === 1,
      )

function isNamesake(from: Table, to: Table, facts: SchemaFacts): boolean {
  const [own, parent] = [facts.nameOf(from), facts.nameOf(to)]
  return parent.length > 0 && parent.length < own.length && parent.every((word, index) => own[index] === word)
}
