import { describe, expect, it } from 'vitest'
import { composeMigration } from '../../../src/codegen/emit/compose-migration.js'
import { migrationSql } from '../../../src/codegen/emit/migration-sql.js'
import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import { diffPlan } from '../../../src/codegen/plan/diff-plan.js'
import { planIsolation } from '../../../src/codegen/plan/plan-isolation.js'
import type { Table } from '../../../src/model/schema.js'
import { defaultRoles } from '../../../src/model/settings.js'
import {
  column,
  direct,
  key,
  ownColumns,
  projects,
  schemaOf,
  system,
  table,
  tenants,
} from '../small-schema.js'

const planOf = (...tables: readonly Table[]) => {
  const graph = buildGraph(schemaOf(tenants, projects, ...tables))
  return { graph, statements: planIsolation(graph, { roles: defaultRoles }).statements }
}
const dotted = (foreignKeys: Table['foreignKeys']) =>
  table('v1.tasks', direct, { columns: ownColumns(column('project_id')), foreignKeys })

describe('a migration that adds a foreign key to tables under FORCE', () => {
  it('lifts FORCE from both while the key is checked, by their own names', () => {
    const before = planOf(dotted([])).statements
    const { statements } = planOf(dotted([key('project_id', 'projects')]))
    const steps = composeMigration({
      delta: diffPlan(before, statements),
      emitted: before,
      goneTables: new Set(),
      roles: defaultRoles,
      online: false,
    }).map(({ sql }) => sql)
    const at = (sql: string) => {
      expect(steps).toContain(sql)
      return steps.indexOf(sql)
    }
    const added = steps.findIndex((sql) => sql.includes('foreign key'))
    for (const name of ['"public"."v1.tasks"', '"public"."projects"']) {
      expect(at(`alter table ${name} no force row level security`)).toBeLessThan(added)
      expect(at(`alter table ${name} force row level security`)).toBeGreaterThan(added)
    }
  })
})

describe('the comments of a migration', () => {
  it('end where a name has a line break, and nothing behind it is run', () => {
    const { graph, statements } = planOf(table('jobs\ndrop table projects; --', system))
    const steps = statements.map(({ id, table: at, sql, reason }) => ({ id, table: at, sql, reason }))
    const lines = migrationSql(steps, graph).split('\n')
    expect(lines.filter((line) => line.startsWith('drop table')).every((line) => line.includes('"'))).toBe(
      true,
    )
    expect(lines.some((line) => line.startsWith('-- == public.jobs drop table projects; --'))).toBe(true)
  })
})
