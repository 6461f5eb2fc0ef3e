import type { ForeignKey, Table } from '../../model/schema.js'
import { tableId } from './graph-findings.js'

/** The tables of a schema by id; of two with one name the first. */
export interface TableIndex {
  readonly find: (id: string) => Table | undefined
  readonly target: (key: ForeignKey) => Table | undefined
  /** The table marked as the root, the first when there are several. */
  readonly root: Table | null
  /** The root's key: its primary key, when that is a single column. */
  readonly rootKey: string | null
}

export const tableIndex = (tables: readonly Table[]): TableIndex => {
  const byId = new Map<string, Table>()
  for (const table of tables) if (!byId.has(tableId(table))) byId.set(tableId(table), table)
  const find = (id: string) => byId.get(id)
  const root = tables.find(({ mark }) => mark?.kind === 'root') ?? null
  const [key, ...more] = root?.primaryKey ?? []
  return {
    find,
    target: (foreignKey) => find(targetId(foreignKey)),
    root,
    rootKey: key === undefined || more.length > 0 ? null : key,
  }
}

/** `schema.name` of the table that a foreign key points to. */
export const targetId = ({ references }: ForeignKey): string => `${references.schema}.${references.table}`
