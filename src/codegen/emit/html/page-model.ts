import type { Finding, Severity } from '../../../model/finding.js'
import type { OwnedTable, TenancyGraph } from '../../../model/graph.js'
import type { ErasureStep } from '../../../model/plan.js'
import type { ForeignKey, View } from '../../../model/schema.js'
import { targetId } from '../../plan/facts-of-table.js'
import { planErasure } from '../../plan/plan-lifecycle.js'
import { tenantKeys } from '../../plan/tenant-keys.js'
import { type KeySafety, keySafety } from './key-safety.js'
import { worst } from './worst-severity.js'

/** A table of the page. Its `ref` names it within the page: names of the schema may be anything, and may come twice. */
export interface PageTable {
  readonly ref: string
  readonly owned: OwnedTable
  readonly name: string
  readonly findings: readonly Finding[]
  /** What the diagram says of them: nothing where there are none, or where every table has the same one. */
  readonly badge: Severity | null
}

export interface PageKey {
  readonly ref: string
  readonly from: PageTable
  /** Null when the key leaves the schema. */
  readonly to: PageTable | null
  readonly key: ForeignKey
  readonly safety: KeySafety
}

/** Everything that the page shows, in the order in which it shows it. */
export interface PageModel {
  /** Whether anybody has said of any table whose rows it holds. */
  readonly marked: boolean
  readonly tables: readonly PageTable[]
  /** The schema's own keys. */
  readonly keys: readonly PageKey[]
  /** The keys from tenant columns to the root that the schema does not declare and `gen` adds. */
  readonly rootKeys: readonly PageKey[]
  readonly views: readonly View[]
  readonly findings: readonly Finding[]
  /** Empty where the schema has no root. */
  readonly erasure: readonly ErasureStep[]
  /** The table that an id means. */
  readonly find: (id: string) => PageTable | undefined
}

/** The graph as the page shows it; `findings` are all that there are, those of the graph among them. */
export const pageModel = (graph: TenancyGraph, findings: readonly Finding[]): PageModel => {
  const marked = graph.tables.some(({ ownership }) => ownership.kind !== 'unclassified')
  const tables = graph.tables.map((owned, index): PageTable => {
    const own = findings.filter(({ object }) => object === owned.id)
    const severity = own.length === 0 ? null : worst(own)
    const badge = marked || severity !== 'info' ? severity : null
    return { ref: `t${index}`, owned, name: shortName(owned), findings: own, badge }
  })
  const byId = new Map(tables.map((table) => [table.owned.id, table]))
  const find = (id: string) => byId.get(id)
  return {
    marked,
    tables,
    keys: declaredKeys(graph, tables, find),
    rootKeys: addedRootKeys(graph, find),
    views: graph.views,
    findings,
    erasure: graph.root === null ? [] : planErasure(graph).steps,
    find,
  }
}

function declaredKeys(graph: TenancyGraph, tables: readonly PageTable[], find: PageModel['find']) {
  const safetyOf = keySafety(graph)
  return tables
    .flatMap((from) => from.owned.table.foreignKeys.map((key) => ({ from, key })))
    .map(({ from, key }, index): PageKey => {
      const to = find(targetId(key)) ?? null
      return { ref: `k${index}`, from, to, key, safety: safetyOf(from.owned, key) }
    })
}

function addedRootKeys(graph: TenancyGraph, find: PageModel['find']): readonly PageKey[] {
  return tenantKeys(graph)
    .foreignKeys.filter(({ beside }) => beside === null)
    .flatMap(({ name, table, target, columns, references }, index): readonly PageKey[] => {
      const [from, to] = [find(table.id), find(target.id)]
      if (from === undefined || to === undefined) return []
      const key: ForeignKey = {
        name,
        columns,
        references: { schema: target.table.schema, table: target.table.name, columns: references },
        onDelete: 'no action',
        onUpdate: 'no action',
      }
      return [{ ref: `r${index}`, from, to, key, safety: { kind: 'tenant', added: name } }]
    })
}

/** Postgres' own default schema goes without saying. */
const shortName = ({ table }: OwnedTable) =>
  table.schema === 'public' ? table.name : `${table.schema}.${table.name}`
