import type { Finding } from '../../model/finding.js'
import type { Column, SchemaMark, Table } from '../../model/schema.js'
import type { Classified } from './classified.js'
import { keyType, otherKey, tableId, tenantColumn } from './graph-findings.js'
import { type TableIndex, targetId } from './table-index.js'
import { sameKeyType, tenantKeyType } from './tenant-key-type.js'

/** A table with a tenant column of its own. */
export const classifyDirect = (
  table: Table,
  mark: Extract<SchemaMark, { kind: 'direct' }>,
  index: TableIndex,
): Classified => {
  const column = table.columns.find(({ name }) => name === mark.column)
  const ownership = { kind: 'direct', column: mark.column, shared: mark.shared } as const
  if (column === undefined) {
    const missing = tenantColumn(
      table,
      `has no column ${JSON.stringify(mark.column)}, which is to be its tenant column`,
      'Pass in `tenant` the key of the column in the table object, or leave the option out and the column is added.',
    )
    return { ownership, findings: [missing] }
  }
  const elsewhere = otherReference(table, mark.column, index)
  return {
    ownership,
    findings: [
      ...nullability(table, column, mark.shared),
      // A column that holds another value has that value's type: one finding is enough.
      ...(elsewhere === null ? typeMismatch(table, column, index) : [elsewhere]),
    ],
  }
}

function nullability(table: Table, column: Column, shared: boolean): readonly Finding[] {
  if (column.notNull !== shared) return []
  return [
    shared
      ? tenantColumn(
          table,
          `is { shared: true }, but its tenant column ${column.name} is not null`,
          'Let the column be null, which marks the rows that all tenants read, or leave `shared` out.',
        )
      : tenantColumn(
          table,
          `has a tenant column ${column.name} that may be null`,
          'Make it `.notNull()`. If rows without a tenant are meant, and every tenant may read them, say { shared: true }.',
        ),
  ]
}

function typeMismatch(table: Table, column: Column, { root, rootKey }: TableIndex): readonly Finding[] {
  const key = root?.columns.find(({ name }) => name === rootKey)
  const wanted = key === undefined ? null : tenantKeyType(key.type)
  if (root === null || key === undefined || wanted === null) return []
  const type = tenantKeyType(column.type)
  if (type !== null && sameKeyType(type, wanted)) return []
  return [
    keyType(
      table,
      `has the tenant column ${column.name} of type ${column.type}, but the key ${tableId(root)}.${key.name} has the type ${key.type}`,
      `Make it ${wanted}. For all tables at once: defineTenancy({ type: '${wanted}' }).`,
    ),
  ]
}

/** A foreign key of the tenant column alone that leads to something else than the tenant's key. */
function otherReference(table: Table, column: string, index: TableIndex): Finding | null {
  const { root, rootKey } = index
  if (root === null || rootKey === null) return null
  for (const key of table.foreignKeys) {
    const [referenced] = key.references.columns
    if (key.columns.length !== 1 || key.columns[0] !== column || referenced === undefined) continue
    const target = index.target(key)
    // Another table's tenant column holds the root's key as well.
    const tenantThere = target?.mark?.kind === 'direct' ? target.mark.column : null
    if (referenced === (target === root ? rootKey : tenantThere)) continue
    return otherKey(
      table,
      `has the tenant column ${column}, which refers to ${targetId(key)}.${referenced} and not to ${tableId(root)}.${rootKey}`,
      `Let it refer to ${tableId(root)}.${rootKey}, or name the column that does in \`tenant\`.`,
    )
  }
  return null
}
