import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { IsolationPlan, Statement } from '../../model/plan.js'
import { quoteIdent, quoteLiteral, quoteName } from '../../model/quote.js'
import type { RoleNames } from '../../model/settings.js'
import { auditStatements } from './audit-statements.js'
import { grantStatements } from './grants.js'
import { foreignKeyStatement, indexStatement, uniqueStatement } from './key-statements.js'
import { manifestTableStatements } from './manifest-table-statements.js'
import { createPolicy, dropPolicy, tablePolicies } from './policies.js'
import { referenceStatements } from './reference-statements.js'
import { roleStatements } from './roles.js'
import { rootKeyType } from './root-key.js'
import { type Conditions, rowConditions } from './row-conditions.js'
import { sealStatements } from './seal-statements.js'
import { tenantIndexes } from './tenant-indexes.js'
import { tenantKeys } from './tenant-keys.js'

/**
 * Everything that isolates, as one ordered list of statements: who there is, what they ask, keys before the policies
 * that need no second look at existing rows, FORCE last (an owner under FORCE is blind: measured).
 */
export const planIsolation = (
  graph: TenancyGraph,
  { roles }: { readonly roles: RoleNames },
): IsolationPlan => {
  const keys = tenantKeys(graph)
  const conditions = rowConditions(graph)
  const schemas = [...new Set(graph.tables.map(({ table }) => table.schema))].sort()
  const statements = [
    ...roleStatements(roles, schemas),
    ...sealStatements(roles, rootKeyType(graph).sql),
    ...auditStatements(roles),
    ...manifestTableStatements(roles),
    ...keys.uniques.map(uniqueStatement),
    ...tenantIndexes(graph, keys).map(indexStatement),
    ...keys.foreignKeys.map(foreignKeyStatement),
    ...referenceStatements(conditions.functions, roles),
    ...graph.tables.flatMap((owned) => tableStatements(graph, owned, conditions, roles)),
  ]
  assertDistinct(statements)
  return { statements }
}

function tableStatements(
  graph: TenancyGraph,
  owned: OwnedTable,
  conditions: Conditions,
  roles: RoleNames,
): readonly Statement[] {
  if (owned.ownership.kind === 'unclassified') return []
  const own = conditions.of(owned)
  const called = conditions.functions.filter(({ table }) => table === owned)
  const policies = own === null ? [] : tablePolicies(graph, owned, own, roles)
  return [
    ...grantStatements(graph, owned, roles),
    ...policies.map(
      (policy): Statement => ({
        id: `policy:${owned.id}:${policy.name}`,
        kind: 'policy',
        table: owned.id,
        sql: createPolicy(owned, policy),
        inverse: dropPolicy(owned, policy),
        reason: policy.reason,
        needs: called
          .filter(({ name }) => policy.check?.includes(quoteIdent(name)))
          .map(({ name }) => `function:${name}`),
        stands: null,
      }),
    ),
    ...rlsStatement(owned),
  ]
}

function rlsStatement({ id, table, ownership }: OwnedTable): readonly Statement[] {
  const target = quoteName(table)
  const state = (condition: string) =>
    `(select ${condition} from pg_class where oid = to_regclass(${quoteLiteral(target)}))`
  if (ownership.kind === 'system') {
    if (table.rls) return []
    return [
      {
        id: `rls:${id}`,
        kind: 'rls',
        table: id,
        sql: `alter table ${target} enable row level security`,
        inverse: `alter table ${target} disable row level security`,
        reason: 'a grant by mistake shows nothing: there is no policy for anybody',
        needs: [],
        stands: state('relrowsecurity'),
      },
    ]
  }
  return [
    {
      id: `rls:${id}`,
      kind: 'rls',
      table: id,
      sql: `alter table ${target} enable row level security, force row level security`,
      inverse: `alter table ${target} no force row level security`,
      reason: 'the policies hold for every role, the owner of the table included',
      needs: [],
      stands: state('relrowsecurity and relforcerowsecurity'),
    },
  ]
}

function assertDistinct(statements: readonly Statement[]): void {
  const seen = new Set<string>()
  for (const { id } of statements) {
    if (seen.has(id)) throw new Error(`two statements of the plan are called ${id}`)
    seen.add(id)
  }
}
