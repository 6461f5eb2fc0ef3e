import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import { rowConditions } from '../../../src/codegen/plan/row-conditions.js'
import type { Table } from '../../../src/model/schema.js'
import {
  child,
  column,
  direct,
  key,
  ownColumns,
  projects,
  schemaOf,
  sharedRows,
  table,
  tenants,
} from '../small-schema.js'

const conditionsOf = (name: string, ...tables: readonly Table[]) => {
  const graph = buildGraph(schemaOf(tenants, ...tables))
  expect(graph.findings).toEqual([])
  const conditions = rowConditions(graph)
  const owned = graph.tables.find(({ id }) => id === `public.${name}`)
  if (owned === undefined) throw new Error(name)
  return { own: conditions.of(owned)?.app, functions: conditions.functions }
}

const tasks = table('tasks', child('project_id'), {
  columns: [column('id'), column('project_id')],
  foreignKeys: [key('project_id', 'projects')],
})

describe('the rows of a tenant', () => {
  it('of its own column are asked for once a statement, as an InitPlan', () => {
    expect(conditionsOf('projects', projects).own).toEqual({
      visible: '"tenant_id" = (select "tenantry"."current_tenant"())',
      own: '"tenant_id" = (select "tenantry"."current_tenant"())',
      valid: '"tenant_id" = (select "tenantry"."current_tenant"())',
    })
  })

  it('of a child are those whose parent it sees', () => {
    expect(conditionsOf('tasks', projects, tasks).own?.visible).toBe(
      'exists (select 1 from "public"."projects" "tenantry_parent" where "tenantry_parent"."id" = "tasks"."project_id")',
    )
  })

  it('of a child of a shared row are read by all and written by none', () => {
    const templates = table('projects', sharedRows, {
      columns: [column('id'), column('tenant_id', { notNull: false })],
    })
    const { own } = conditionsOf('tasks', templates, tasks)
    expect(own?.visible).not.toContain('current_tenant')
    expect(own?.own).toContain('current_tenant')
    expect(own?.valid).toContain('current_tenant')
  })
})

describe('references that lead back to the table that asks', () => {
  it('go through a function, since a policy that reads its own table is an infinite recursion', () => {
    const withFavourite = table('projects', direct, {
      columns: ownColumns(column('next_task', { notNull: false })),
      foreignKeys: [key('next_task', 'tasks')],
    })
    const { own, functions } = conditionsOf('projects', withFavourite, tasks)
    expect(own?.valid).toContain('"tenantry"."public_projects_next_task_may_refer"("projects"."next_task")')
    expect(functions.map(({ body }) => body).join()).toContain('current_tenant')
  })

  it('of a child to itself go through a function too', () => {
    const tree = table('tasks', child('project_id'), {
      columns: [column('id'), column('project_id'), column('parent_id', { notNull: false })],
      foreignKeys: [key('project_id', 'projects'), key('parent_id', 'tasks')],
    })
    expect(conditionsOf('tasks', projects, tree).functions).toHaveLength(1)
  })

  it('otherwise are a plain sub-select under the target’s own policy', () => {
    const notes = table('notes', direct, {
      columns: ownColumns(column('task_id', { notNull: false })),
      foreignKeys: [key('task_id', 'tasks')],
    })
    const { own, functions } = conditionsOf('notes', projects, tasks, notes)
    expect(own?.valid).toContain('("notes"."task_id" is null or exists (select 1 from "public"."tasks"')
    expect(functions).toEqual([])
  })
})
