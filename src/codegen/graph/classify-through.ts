import type { ForeignKey, Table } from '../../model/schema.js'
import { type Classified, refused } from './classified.js'
import { pathLeadsNowhere, tableId } from './graph-findings.js'
import { type TableIndex, targetId } from './table-index.js'

const cure =
  'Pass in `through` the key of a column whose foreign key leads to a tenantTable, a tenantRoot, or a tenantChild that leads to one.'

/** A table whose rows belong to whoever owns the row that a foreign key points to. */
export const classifyThrough = (table: Table, index: TableIndex): Classified => {
  const path: string[] = []
  const passed = new Set<Table>()
  let first: ForeignKey | null = null
  let at = table
  while (at.mark?.kind === 'through') {
    if (passed.has(at))
      return refused(pathLeadsNowhere(table, `leads in a circle: ${circle(passed, at)}`, cure))
    passed.add(at)
    const step = stepFrom(at, index)
    if (typeof step === 'string') {
      const here = at === table ? step : `leads to ${tableId(at)}, which ${step}`
      return refused(pathLeadsNowhere(table, here, cure))
    }
    const { column } = at.mark
    path.push(column)
    first ??= step.key
    at = step.target
  }
  const { mark } = at
  if (first === null || (mark?.kind !== 'direct' && mark?.kind !== 'root')) {
    const kind = mark === null ? 'has no owner' : `is ${articles[mark.kind]}`
    return refused(
      pathLeadsNowhere(table, `leads by ${path.join(', ')} to ${tableId(at)}, which ${kind}`, cure),
    )
  }
  return { ownership: { kind: 'through', path, parent: targetId(first), key: first }, findings: [] }
}

const articles = {
  root: 'the root',
  direct: 'a tenant table',
  through: 'a child table',
  shared: 'a shared table',
  system: 'a system table',
  identity: 'an identity table',
}

const circle = (passed: ReadonlySet<Table>, back: Table): string =>
  [...passed, back].map(tableId).join(', then ')

/** One step up, or what is missing for it. */
function stepFrom(
  table: Table,
  index: TableIndex,
): { readonly key: ForeignKey; readonly target: Table } | string {
  const column = table.mark?.kind === 'through' ? table.mark.column : ''
  if (column === '') return 'does not say which foreign key leads to its owner'
  if (!table.columns.some(({ name }) => name === column)) {
    return `has no column ${JSON.stringify(column)}, which its option \`through\` names`
  }
  const key = keyOf(table, column, index)
  if (key === null) return `has no foreign key on the column ${column}, which its option \`through\` names`
  const target = index.target(key)
  return target === undefined
    ? `refers by ${column} to ${targetId(key)}, which the schema files do not export`
    : { key, target }
}

/** The foreign key of the column: its own before one that holds other columns too, one to an owned table before others. */
function keyOf(table: Table, column: string, index: TableIndex): ForeignKey | null {
  const owned = (key: ForeignKey) => {
    const kind = index.target(key)?.mark?.kind
    return kind === 'direct' || kind === 'root' || kind === 'through'
  }
  const keys = table.foreignKeys.filter(({ columns }) => columns.includes(column))
  const single = keys.filter(({ columns }) => columns.length === 1)
  const candidates = single.length > 0 ? single : keys
  return candidates.find(owned) ?? candidates[0] ?? null
}
