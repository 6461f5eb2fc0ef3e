import type { Finding } from '../../model/finding.js'
import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { QualifiedName, Schema, Table } from '../../model/schema.js'
import { checkTable } from './check-table.js'
import type { Classified } from './classified.js'
import { classifyDirect } from './classify-direct.js'
import { classifyIdentity } from './classify-identity.js'
import { classifyRoot } from './classify-root.js'
import { classifyThrough } from './classify-through.js'
import { components } from './components.js'
import { noRoot, sameName, tableId, unclassified } from './graph-findings.js'
import { type TableIndex, tableIndex, targetId } from './table-index.js'

/**
 * Whose rows each table holds, and in which order the tables depend on one another. Never fails: what is wrong is a
 * finding (TEN2xx), and a table whose mark cannot be carried out is unclassified. In a schema without any mark every
 * table is, so that `graph` can draw it.
 */
export const buildGraph = (schema: Schema): TenancyGraph => {
  const sorted = [...schema.tables].sort(byId)
  const index = tableIndex(sorted)
  const findings: Finding[] = []
  const tables = sorted.map((table): OwnedTable => {
    const { ownership, findings: own } = classify(table, index)
    const id = tableId(table)
    const first = index.find(id)
    const twin = first === undefined || first === table ? [] : [sameName(table, first)]
    findings.push(...twin, ...own, ...checkTable(table))
    return { id, table, ownership, onErase: table.mark?.onErase ?? { mode: 'delete' } }
  })
  const firstMarked = sorted.find(({ mark }) => mark !== null)
  if (index.root === null && firstMarked !== undefined) findings.push(noRoot(firstMarked.place))

  const root = tables.find(({ ownership }) => ownership.kind === 'root')?.id ?? null
  const views = [...schema.views].sort(byId)
  return { tables, views, root, components: components(...dependencies(tables, root)), findings }
}

/**
 * Which tables each table refers to. A tenant column refers to the root whether the schema says so or not: the plan
 * adds the key where it is missing.
 */
function dependencies(tables: readonly OwnedTable[], root: string | null): Parameters<typeof components> {
  const targets = new Map<string, string[]>()
  for (const { id, table, ownership } of tables) {
    const toRoot = ownership.kind === 'direct' && root !== null ? [root] : []
    targets.set(id, [...(targets.get(id) ?? []), ...table.foreignKeys.map(targetId), ...toRoot])
  }
  return [[...targets.keys()], (id) => targets.get(id) ?? []]
}

function classify(table: Table, index: TableIndex): Classified {
  const { mark } = table
  switch (mark?.kind) {
    case undefined:
      return { ownership: { kind: 'unclassified' }, findings: [unclassified(table)] }
    case 'root':
      return classifyRoot(table, mark, index)
    case 'direct':
      return classifyDirect(table, mark, index)
    case 'through':
      return classifyThrough(table, index)
    case 'identity':
      return classifyIdentity(table, mark, index)
    case 'shared':
    case 'system':
      return { ownership: { kind: mark.kind }, findings: [] }
    default:
      return mark satisfies never
  }
}

/** Code units, not a locale: the order is the same on every machine. */
function byId(a: QualifiedName, b: QualifiedName): number {
  const [left, right] = [tableId(a), tableId(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
