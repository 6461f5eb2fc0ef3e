import type { TenancyGraph } from '../model/graph.js'
import type { Manifest } from '../model/manifest.js'
import type { IsolationPlan } from '../model/plan.js'
import type { RoleNames } from '../model/settings.js'
import { buildManifest } from './emit/manifest.js'
import { manifestStatement } from './emit/manifest-statement.js'
import { planIsolation } from './plan/plan-isolation.js'

/** Everything that a database has to hold, the manifest's hash last: what `gen` writes and `apply` brings about. */
export const wholePlan = (
  graph: TenancyGraph,
  roles: RoleNames,
  manifest: Manifest = buildManifest(graph, roles),
): IsolationPlan => ({
  statements: [...planIsolation(graph, { roles }).statements, manifestStatement(manifest)],
})
