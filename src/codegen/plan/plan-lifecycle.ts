import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { ErasurePlan, ErasureTable, ExportPlan, ExportTable } from '../../model/plan.js'
import { tableLookup } from './facts-of-table.js'
import { rowPredicate } from './row-predicate.js'

/**
 * The order in which a tenant's rows go: components of the foreign-key graph, referring tables first. The tables of
 * one component are deleted by one statement (data-modifying CTEs), which Postgres checks at its end.
 */
export const planErasure = (graph: TenancyGraph): ErasurePlan => ({
  steps: [...owned(graph)].reverse().map((tables) => ({
    tables: tables.map(({ table, predicate }): ErasureTable => {
      const { mode } = table.onErase
      const reason = table.onErase.mode === 'retain' ? table.onErase.reason : null
      return { table: table.id, mode, reason, predicate }
    }),
  })),
})

/** The order in which a tenant's rows are written to an archive and read back: referenced tables first. */
export const planExport = (graph: TenancyGraph): ExportPlan => ({
  steps: owned(graph).map((tables) => ({
    tables: tables.map(
      ({ table, predicate }): ExportTable => ({
        table: table.id,
        predicate,
        columns: table.table.columns.filter((column) => !column.generated).map((column) => column.name),
      }),
    ),
  })),
})

function owned(graph: TenancyGraph) {
  const find = tableLookup(graph)
  return graph.components
    .map((ids) =>
      ids
        .map(find)
        .filter((table): table is OwnedTable => table !== undefined)
        .flatMap((table) => {
          const predicate = rowPredicate(graph, table)
          return predicate === null ? [] : [{ table, predicate }]
        }),
    )
    .filter((tables) => tables.length > 0)
}
