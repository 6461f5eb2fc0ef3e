import type { Column, ForeignKey, Schema, SchemaMark, Table } from '../../src/model/schema.js'

/** Short ways to write a schema down in a test: what the reader would give for a small application. */

const place = { file: 'schema.ts', line: 1, column: 1 }

export const column = (name: string, rest: Partial<Column> = {}): Column => ({
  name,
  key: name,
  type: 'uuid',
  notNull: true,
  hasDefault: false,
  ...rest,
})

export const key = (from: string, to: string, rest: Partial<ForeignKey> = {}): ForeignKey => ({
  name: null,
  columns: [from],
  references: { schema: 'public', table: to, columns: ['id'] },
  onDelete: 'no action',
  onUpdate: 'no action',
  ...rest,
})

export const table = (name: string, mark: SchemaMark | null, rest: Partial<Table> = {}): Table => ({
  schema: 'public',
  name,
  columns: [column('id')],
  primaryKey: ['id'],
  uniques: [],
  indexes: [],
  foreignKeys: [],
  rls: true,
  mark,
  place,
  ...rest,
})

const onErase = { mode: 'delete' } as const
export const root: SchemaMark = { kind: 'root', status: null, onErase }
export const direct: SchemaMark = { kind: 'direct', column: 'tenant_id', shared: false, onErase }
export const sharedRows: SchemaMark = { kind: 'direct', column: 'tenant_id', shared: true, onErase }
export const system: SchemaMark = { kind: 'system', onErase }
export const child = (through: string): SchemaMark => ({ kind: 'through', column: through, onErase })

export const schemaOf = (...tables: readonly Table[]): Schema => ({
  tables: [...tables].sort((a, b) => (a.name < b.name ? -1 : 1)),
  views: [],
})

export const tenants = table('tenants', root)
export const ownColumns = (...more: readonly Column[]): readonly Column[] => [
  column('id'),
  column('tenant_id'),
  ...more,
]
export const projects = table('projects', direct, { columns: ownColumns() })
