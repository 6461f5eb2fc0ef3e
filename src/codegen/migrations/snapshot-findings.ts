import type { Finding } from '../../model/finding.js'
import type { TenancyGraph } from '../../model/graph.js'
import { type Snapshot, snapshotTables } from './snapshot.js'

/** TEN121 for every table and column in which drizzle's newest snapshot and the schema differ. */
export const snapshotFindings = (graph: TenancyGraph, snapshot: Snapshot): readonly Finding[] => {
  const known = snapshotTables(snapshot)
  const declared = new Set(graph.tables.map(({ id }) => id))
  const behind = graph.tables.flatMap(({ id, table }): readonly Finding[] => {
    const columns = known.get(id)
    if (columns === undefined)
      return [finding(id, `drizzle's migrations do not create ${id} yet`, table.place)]
    return table.columns
      .filter(({ name }) => !columns.includes(name))
      .map(({ name, place }) =>
        finding(id, `drizzle's migrations do not add the column ${name} to ${id} yet`, place ?? table.place),
      )
  })
  const gone = [...known.keys()]
    .filter((id) => !declared.has(id))
    .map((id) =>
      finding(id, `drizzle's migrations still hold ${id}, which the schema no longer exports`, undefined),
    )
  return [...behind, ...gone]
}

function finding(object: string, message: string, where: Finding['where']): Finding {
  return {
    code: 'TEN121',
    severity: 'error',
    object,
    message,
    why: 'Isolation is written for the tables that the migrations make: a policy on a table that is not there fails, a table without its policy is open.',
    fix: 'Run `drizzle-kit generate`, then `tenantry gen` again (`npm run gen:rls` does both).',
    ...(where === undefined
      ? {}
      : {
          where: {
            file: where.file,
            line: where.line,
            ...(where.column === undefined ? {} : { column: where.column }),
          },
        }),
  }
}
