import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import { planIsolation } from '../../../src/codegen/plan/plan-isolation.js'
import type { ForeignKey, Table } from '../../../src/model/schema.js'
import { defaultRoles } from '../../../src/model/settings.js'
import {
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

const statements = (...tables: readonly Table[]) =>
  planIsolation(buildGraph(schemaOf(tenants, ...tables)), { roles: defaultRoles }).statements
const ofKind = (kind: string, ...tables: readonly Table[]) =>
  statements(...tables)
    .filter((statement) => statement.kind === kind)
    .map(({ sql }) => sql)

const tasks = (foreignKey: Partial<ForeignKey>, rest: Partial<Table> = {}) =>
  table('tasks', direct, {
    columns: ownColumns(column('project_id', { notNull: false })),
    foreignKeys: [key('project_id', 'projects', foreignKey)],
    ...rest,
  })

describe('composite tenant keys', () => {
  it.each([
    ['no action', 'on delete no action'],
    ['restrict', 'on delete restrict'],
    ['cascade', 'on delete cascade'],
    ['set null', 'on delete set null ("project_id")'],
    ['set default', 'on delete set default ("project_id")'],
  ] as const)('mirror %s, and never clear the tenant column', (onDelete, clause) => {
    const keys = ofKind('foreign-key', projects, tasks({ onDelete }))
    expect(keys).toContainEqual(
      `alter table "public"."tasks" add constraint "tasks_project_id_tenant_fk" foreign key ("tenant_id", "project_id") references "public"."projects" ("tenant_id", "id") ${clause}`,
    )
  })

  it('never cascade updates, which would carry rows to another tenant', () => {
    const keys = ofKind('foreign-key', projects, tasks({ onUpdate: 'cascade' }))
    expect(keys.join('\n')).not.toMatch(/on update/i)
  })

  it('are not added beside a key that holds the tenant itself', () => {
    const whole = tasks({
      columns: ['tenant_id', 'project_id'],
      references: { schema: 'public', table: 'projects', columns: ['tenant_id', 'id'] },
    })
    expect(ofKind('foreign-key', projects, whole).filter((sql) => sql.includes('project_id'))).toEqual([])
  })

  it('are not added to rows that everybody shares: there the policy checks the reference', () => {
    const contacts = table('contacts', sharedRows, {
      columns: [column('id'), column('tenant_id', { notNull: false })],
    })
    const invoices = table('invoices', direct, {
      columns: ownColumns(column('contact_id')),
      foreignKeys: [key('contact_id', 'contacts')],
    })
    expect(ofKind('foreign-key', contacts, invoices).filter((sql) => sql.includes('contact_id'))).toEqual([])
    const insert = statements(contacts, invoices).find(
      ({ id }) => id === 'policy:public.invoices:tenantry_insert',
    )
    expect(insert?.sql).toContain('from "public"."contacts"')
  })

  it('get names of at most 63 bytes that stay distinct', () => {
    const long = 'x'.repeat(60)
    const wide = table(long, direct, {
      columns: ownColumns(column('first_project_id'), column('second_project_id')),
      foreignKeys: [key('first_project_id', 'projects'), key('second_project_id', 'projects')],
    })
    const names = statements(projects, wide)
      .filter(({ kind }) => kind === 'foreign-key' || kind === 'index' || kind === 'unique')
      .map(({ id }) => id.split(':').at(-1) as string)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
  })

  it('are told apart where one column refers to two tables', () => {
    const two = table('things', direct, {
      columns: ownColumns(column('owner_id')),
      foreignKeys: [key('owner_id', 'projects'), key('owner_id', 'tasks')],
    })
    const keys = ofKind('foreign-key', projects, tasks({}), two).filter((sql) => sql.includes('"owner_id"'))
    expect(keys).toHaveLength(2)
  })
})

describe('supporting unique keys', () => {
  const unique = (target: Table) => ofKind('unique', target, tasks({}))

  it('are added where nothing serves', () => {
    expect(unique(projects)).toEqual([
      'alter table "public"."projects" add constraint "projects_tenant_id_id_tenant_key" unique ("tenant_id", "id")',
    ])
  })

  it.each([
    ['a primary key', { primaryKey: ['tenant_id', 'id'] }],
    ['a unique constraint, in any order', { uniques: [{ name: null, columns: ['id', 'tenant_id'] }] }],
    [
      'a unique index',
      { indexes: [{ name: 'u', columns: ['tenant_id', 'id'], unique: true, partial: false }] },
    ],
  ])('are not added where %s serves', (_, rest) => {
    expect(unique(table('projects', direct, { columns: ownColumns(), ...rest }))).toEqual([])
  })

  it.each([
    ['partial', { unique: true, partial: true, columns: ['tenant_id', 'id'] }],
    ['not unique', { unique: false, partial: false, columns: ['tenant_id', 'id'] }],
    ['on more columns', { unique: true, partial: false, columns: ['tenant_id', 'id', 'name'] }],
    ['on an expression', { unique: true, partial: false, columns: ['tenant_id', null] }],
  ])('are added where an index is %s, which no foreign key can rest on', (_, index) => {
    const target = table('projects', direct, { columns: ownColumns(), indexes: [{ name: 'i', ...index }] })
    expect(unique(target)).toHaveLength(1)
  })
})

describe('supporting indexes', () => {
  const index = (...tables: readonly Table[]) => ofKind('index', ...tables)

  it('lie under every composite key, the referencing column first, so that they serve the simple key too', () => {
    expect(index(projects, tasks({}))).toContain(
      'create index "tasks_project_id_tenant_id_tenant_idx" on "public"."tasks" ("project_id", "tenant_id")',
    )
  })

  it.each([
    ['the column', ['project_id']],
    ['the column and more', ['project_id', 'name']],
    ['the tenant and the column', ['tenant_id', 'project_id']],
  ])('are not added where an index leads with %s', (_, columns) => {
    const served = tasks({}, { indexes: [{ name: 'i', columns, unique: false, partial: false }] })
    expect(index(projects, served).filter((sql) => sql.includes('project_id'))).toEqual([])
  })

  it('are added where the only index is partial', () => {
    const partial = tasks(
      {},
      { indexes: [{ name: 'i', columns: ['project_id'], unique: false, partial: true }] },
    )
    expect(index(projects, partial).filter((sql) => sql.includes('project_id'))).toHaveLength(1)
  })

  it('lead with the tenant once in every tenant table, and not twice', () => {
    expect(index(projects)).toEqual([
      'create index "projects_tenant_id_tenant_idx" on "public"."projects" ("tenant_id")',
    ])
    const served = table('projects', direct, {
      columns: ownColumns(),
      uniques: [{ name: null, columns: ['tenant_id', 'name'] }],
    })
    expect(index(served)).toEqual([])
  })
})
