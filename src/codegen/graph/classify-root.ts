import type { SchemaMark, Table } from '../../model/schema.js'
import { tenantIdTypes } from '../../model/tenant-id.js'
import { type Classified, refused } from './classified.js'
import { keyType, secondRoot, statusColumn } from './graph-findings.js'
import type { TableIndex } from './table-index.js'
import { tenantKeyType } from './tenant-key-type.js'

/** The table whose rows are the tenants. */
export const classifyRoot = (
  table: Table,
  mark: Extract<SchemaMark, { kind: 'root' }>,
  index: TableIndex,
): Classified => {
  if (index.root !== null && index.root !== table) return refused(secondRoot(table, index.root))
  const [column, ...more] = table.primaryKey
  if (column === undefined || more.length > 0) {
    const given = column === undefined ? 'no primary key' : `the primary key (${table.primaryKey.join(', ')})`
    return refused(
      keyType(
        table,
        `is the root and has ${given}`,
        'Give it a primary key of one column: that is the tenant id.',
      ),
    )
  }
  const { status } = mark
  const type = table.columns.find(({ name }) => name === column)?.type ?? ''
  return {
    ownership: { kind: 'root', column, status },
    findings: [
      ...(tenantKeyType(type) === null
        ? [
            keyType(
              table,
              `is the root, and its key ${column} has the type ${type}`,
              `A tenant id is one of ${tenantIdTypes.join(', ')}.`,
            ),
          ]
        : []),
      ...(status === null || table.columns.some(({ name }) => name === status)
        ? []
        : [
            statusColumn(
              table,
              `has no column ${status}, which its option \`status\` names`,
              'Pass the key of the status column in the table object, or add `status: tenantStatus()` to its columns.',
            ),
          ]),
    ],
  }
}
