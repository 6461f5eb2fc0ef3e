import { buildGraph } from '../../../../src/codegen/graph/build-graph.js'
import type { TenancyGraph } from '../../../../src/model/graph.js'
import type { SchemaMark, View } from '../../../../src/model/schema.js'
import {
  child,
  column,
  direct,
  key,
  ownColumns,
  root,
  schemaOf,
  sharedRows,
  system,
  table,
} from '../../small-schema.js'

const identity: SchemaMark = {
  kind: 'identity',
  members: { schema: 'public', name: 'memberships' },
  onErase: { mode: 'delete' },
}
const shared: SchemaMark = { kind: 'shared', onErase: { mode: 'delete' } }
const retained: SchemaMark = { ...direct, onErase: { mode: 'retain', reason: 'ten years by law' } }

const view = (name: string, rest: Partial<View> = {}): View => ({
  schema: 'public',
  name,
  materialized: false,
  securityInvoker: false,
  existing: false,
  place: { file: 'views.ts', line: 7, column: 1 },
  ...rest,
})

/** Every kind of table, of key and of view; a cycle, a table without keys, and one that nobody has marked. */
export const oddGraph = (): TenancyGraph =>
  buildGraph({
    ...schemaOf(
      table('tenants', root, {
        columns: [column('id'), column('main_project_id'), column('plan_id')],
        foreignKeys: [key('main_project_id', 'projects'), key('plan_id', 'plans')],
      }),
      table('plans', shared),
      table('users', identity),
      table('memberships', direct, {
        columns: ownColumns(column('user_id')),
        foreignKeys: [key('user_id', 'users'), key('tenant_id', 'tenants')],
        uniques: [{ name: null, columns: ['tenant_id', 'id'] }],
      }),
      table('projects', direct, {
        columns: ownColumns(
          column('lead_id'),
          column('parent_id'),
          column('other_tenant_id'),
          column('label'),
        ),
        foreignKeys: [
          key('parent_id', 'projects', { onDelete: 'cascade' }),
          key('other_tenant_id', 'tenants'),
          key('lead_id', 'memberships', {
            columns: ['tenant_id', 'lead_id'],
            references: { schema: 'public', table: 'memberships', columns: ['tenant_id', 'id'] },
          }),
        ],
      }),
      table('contacts', sharedRows, { columns: ownColumns() }),
      table('tasks', direct, {
        columns: ownColumns(
          column('project_id'),
          column('contact_id'),
          column('author_id'),
          column('plan_id'),
        ),
        foreignKeys: [
          key('project_id', 'projects', { onDelete: 'set null' }),
          key('contact_id', 'contacts'),
          key('author_id', 'users'),
          key('plan_id', 'plans'),
        ],
        indexes: [{ name: 'tasks_idx', columns: ['project_id', null], unique: true, partial: true }],
      }),
      table('notes', child('task_id'), {
        columns: [column('id'), column('task_id'), column('project_id')],
        foreignKeys: [key('task_id', 'tasks'), key('project_id', 'projects')],
      }),
      table('receipts', retained, { columns: ownColumns() }),
      table('jobs', system, {
        columns: [column('id'), column('tenant_id')],
        foreignKeys: [key('tenant_id', 'tenants')],
      }),
      { ...table('strays', system), mark: null, foreignKeys: [key('id', 'elsewhere')] },
    ),
    views: [
      view('all_tasks'),
      view('own_tasks', { securityInvoker: true }),
      view('totals', { materialized: true }),
      view('old_tasks', { existing: true }),
    ],
  })
