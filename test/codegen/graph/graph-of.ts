import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import type { TenancyGraph } from '../../../src/model/graph.js'
import { readSources } from '../read/read-sources.js'

const imports = `import { bigint, bigserial, foreignKey, integer, pgSchema, pgTable, primaryKey, serial, text, unique, uuid, varchar } from 'drizzle-orm/pg-core'
import { defineTenancy, identityTable, sharedTable, systemTable, tenantChild, tenantRoot, tenantStatus, tenantTable } from 'tenantry'
`

/** The graph of a schema, given as the source of its one file without the imports; reading it must find nothing. */
export const graphOf = async (source: string): Promise<TenancyGraph> => {
  const { schema, findings } = await readSources({ 'schema.ts': `${imports}${source}` })
  if (findings.length > 0) throw new Error(JSON.stringify(findings, null, 2))
  return buildGraph(schema)
}

/** Ownership by table name, findings as `code table`. */
export const summary = ({ tables, findings }: TenancyGraph) => ({
  ownership: Object.fromEntries(tables.map(({ table, ownership }) => [table.name, ownership])),
  findings: findings.map(({ code, object }) => `${code} ${object}`),
  messages: findings.map(({ message }) => message).join('\n'),
})
