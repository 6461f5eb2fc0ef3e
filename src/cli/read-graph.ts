import type { Finding } from '../model/finding.js'
import type { TenancyGraph } from '../model/graph.js'
import type { ParsedSettings } from './settings/parsed-settings.js'
import { schemaFiles } from './settings/schema-files.js'

/** The tenancy graph of the project's schema, and what reading it found; the graph's own findings are in the graph. */
export const readGraph = async (
  settings: ParsedSettings,
): Promise<{ readonly graph: TenancyGraph; readonly findings: readonly Finding[] }> => {
  const { root, casing, tables } = settings
  // Loading the compiler takes half a second, which commands that read no schema do not spend.
  const { readSchema } = await import('../codegen/read/read-schema.js')
  const { buildGraph } = await import('../codegen/graph/build-graph.js')
  const { classifyTables } = await import('../codegen/graph/classify-tables.js')
  const { schema, findings } = await readSchema({
    files: await schemaFiles(settings.schema, root),
    root,
    ...(casing === null ? {} : { casing }),
  })
  const classified = classifyTables(schema, tables)
  return { graph: buildGraph(classified.schema), findings: [...findings, ...classified.findings] }
}
