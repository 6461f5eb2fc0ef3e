import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { composeMigration, type MigrationStep } from '../../src/codegen/emit/compose-migration.js'
import { buildManifest } from '../../src/codegen/emit/manifest.js'
import { buildGraph } from '../../src/codegen/graph/build-graph.js'
import { diffPlan } from '../../src/codegen/plan/diff-plan.js'
import { readSchema } from '../../src/codegen/read/read-schema.js'
import { wholePlan } from '../../src/codegen/whole-plan.js'
import type { TenancyGraph } from '../../src/model/graph.js'
import { defaultRoles, type RoleNames } from '../../src/model/settings.js'

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))
export const referenceRoles: RoleNames = { ...defaultRoles, logins: ['tenantry_login'] }

/** The reference application, read from its sources as `tenantry gen` reads them. */
export interface Reference {
  readonly graph: TenancyGraph
  /** The isolation as one list of commands, in the order of the migration. */
  readonly steps: readonly MigrationStep[]
  readonly manifestHash: string
  /** Drizzle's own migration of the schema, without ours. */
  readonly drizzleMigration: string
}

export const readReference = async (): Promise<Reference> => {
  const { schema, findings } = await readSchema({ files: ['schema/index.ts'], root: projectRoot })
  const graph = buildGraph(schema)
  const problems = [...findings, ...graph.findings]
  if (problems.length > 0) throw new Error(`the reference schema has findings: ${JSON.stringify(problems)}`)
  const manifest = buildManifest(graph, referenceRoles)
  const { statements } = wholePlan(graph, referenceRoles, manifest)
  const steps = composeMigration({
    delta: diffPlan([], statements),
    emitted: [],
    goneTables: new Set(),
    roles: referenceRoles,
    online: false,
  })
  return { graph, steps, manifestHash: manifest.hash, drizzleMigration: await migrationText('0000_init.sql') }
}

export const migrationText = (name: string): Promise<string> =>
  readFile(join(projectRoot, 'migrations', name), 'utf8')

export const hostileBaseline = (): Promise<string> =>
  readFile(join(projectRoot, 'test/isolation/hostile-baseline.sql'), 'utf8')
