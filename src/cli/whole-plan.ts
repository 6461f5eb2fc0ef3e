import { buildManifest } from '../codegen/emit/manifest.js'
import { manifestStatement } from '../codegen/emit/manifest-statement.js'
import { planIsolation } from '../codegen/plan/plan-isolation.js'
import type { TenancyGraph } from '../model/graph.js'
import type { IsolationPlan } from '../model/plan.js'
import type { RoleNames } from '../model/settings.js'

/** Everything that a database has to hold, the manifest's hash last: what `gen` writes as migrations. */
export const wholePlan = (graph: TenancyGraph, roles: RoleNames): IsolationPlan => ({
  statements: [...planIsolation(graph, { roles }).statements, manifestStatement(buildManifest(graph, roles))],
})
