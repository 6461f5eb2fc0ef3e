import { describe, expect, it } from 'vitest'
import { keySafety } from '../../../../src/codegen/emit/html/key-safety.js'
import { rowConditions } from '../../../../src/codegen/plan/row-conditions.js'
import { oddGraph } from './odd-graph.js'

const graph = oddGraph()
const safetyOf = keySafety(graph)
const safety = Object.fromEntries(
  graph.tables.flatMap((owned) =>
    owned.table.foreignKeys.map((key) => [
      `${owned.table.name}.${key.columns.join('+')}`,
      safetyOf(owned, key),
    ]),
  ),
)

describe('a foreign key', () => {
  it('from the tenant column to the tenant is fine', () => {
    expect(safety['memberships.tenant_id']).toEqual({ kind: 'tenant', added: null })
  })

  it('along the path by which a row is owned is fine', () => {
    expect(safety['notes.task_id']).toEqual({ kind: 'ownership' })
  })

  it('that pairs the tenant columns is fine', () => {
    expect(safety['projects.tenant_id+lead_id']).toEqual({ kind: 'held' })
  })

  it('between two tables with a tenant column could cross, and the plan adds a composite key', () => {
    expect(safety['tasks.project_id']).toEqual({
      kind: 'crossing',
      remedy: {
        by: 'key',
        name: 'tasks_project_id_tenant_fk',
        columns: ['tenant_id', 'project_id'],
        references: ['tenant_id', 'id'],
      },
    })
    expect(safety['projects.parent_id']).toMatchObject({ kind: 'crossing', remedy: { by: 'key' } })
  })

  it.each([
    ['from a table without a tenant column, beside its own path', 'notes.project_id'],
    ['to rows that may have no tenant', 'tasks.contact_id'],
    ['from the tenant to its rows', 'tenants.main_project_id'],
    ['to a tenant by another column than the tenant column', 'projects.other_tenant_id'],
  ])('%s could cross, and a policy checks it', (_, name) => {
    expect(safety[name]).toEqual({ kind: 'crossing', remedy: { by: 'policy' } })
  })

  it('to people, to shared rows, from the system and out of the schema is not red', () => {
    expect(safety['tasks.author_id']).toEqual({ kind: 'people' })
    expect(safety['memberships.user_id']).toEqual({ kind: 'people' })
    for (const name of ['tasks.plan_id', 'tenants.plan_id', 'jobs.tenant_id', 'strays.id']) {
      expect(safety[name]).toEqual({ kind: 'outside' })
    }
  })

  it('is checked by a policy exactly where the page says so', () => {
    const conditions = rowConditions(graph)
    const names = graph.tables.flatMap((owned) => {
      const { valid = '', visible = '' } = conditions.of(owned)?.app ?? {}
      const checks = valid.replace(visible, '')
      return owned.table.foreignKeys
        .filter((key) => checks.includes(`"${owned.table.name}"."${key.columns.at(-1)}"`))
        .map((key) => `${owned.table.name}.${key.columns.join('+')}`)
    })
    const said = Object.entries(safety)
      .filter(([, of]) => of.kind === 'people' || (of.kind === 'crossing' && of.remedy.by === 'policy'))
      .map(([name]) => name)
    expect(said.length).toBeGreaterThan(5)
    expect([...names].sort()).toEqual([...said].sort())
  })
})
