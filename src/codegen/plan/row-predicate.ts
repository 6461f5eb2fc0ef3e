import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { RowPredicate } from '../../model/plan.js'
import { tableLookup } from './facts-of-table.js'

/** Which rows of a table are one tenant's: by its column, or by the row that it belongs to; null when none are. */
export const rowPredicate = (graph: TenancyGraph, { ownership }: OwnedTable): RowPredicate | null => {
  switch (ownership.kind) {
    case 'root':
    case 'direct':
      return { by: 'column', column: ownership.column }
    case 'through': {
      const parent = tableLookup(graph)(ownership.parent)
      const parentPredicate = parent === undefined ? null : rowPredicate(graph, parent)
      if (parentPredicate === null) return null
      return {
        by: 'parent',
        columns: ownership.key.columns,
        parent: ownership.parent,
        parentColumns: ownership.key.references.columns,
        parentPredicate,
      }
    }
    case 'identity':
    case 'shared':
    case 'system':
    case 'unclassified':
      return null
    default:
      return ownership satisfies never
  }
}
