import type { Finding } from '../../../model/finding.js'
import type { QualifiedName, SchemaMark } from '../../../model/schema.js'
import type { Casing } from '../drizzle/casing.js'
import { optionRefused } from '../reading-findings.js'
import type { MarkDraft } from '../values/mark-draft.js'
import { placeOf } from '../values/place.js'
import type { TableDraft } from '../values/table-draft.js'
import { type MarkReader, markReader } from './mark-reader.js'
import { onErase } from './on-erase.js'

/** Options beside `onErase`, by kind of mark. */
const options: Record<SchemaMark['kind'], readonly string[]> = {
  root: ['status'],
  direct: ['tenant', 'shared'],
  through: ['through'],
  identity: ['members'],
  shared: [],
  system: [],
}

/**
 * The mark that the options of a table stand for. A key that the table does not have stays as it is: the graph, which
 * knows what the column is for, says what is wrong with it.
 */
export const assembleMark = (
  table: TableDraft,
  id: string,
  casing: Casing | undefined,
): { readonly mark: SchemaMark | null; readonly findings: readonly Finding[] } => {
  if (table.mark === null) return { mark: null, findings: [] }
  const reader = markReader(table, table.mark, id, casing)
  const mark = { ...kindOf(table, table.mark, reader), onErase: onErase(reader) }
  return { mark, findings: [...reader.findings, ...strayOptions(table.mark, id)] }
}

/** Distributes over the union, which Omit does not. */
type WithoutErase<Mark> = Mark extends unknown ? Omit<Mark, 'onErase'> : never

function kindOf(table: TableDraft, mark: MarkDraft, reader: MarkReader): WithoutErase<SchemaMark> {
  switch (mark.kind) {
    case 'root':
      return { kind: 'root', status: status(table, reader) }
    case 'direct':
      return { kind: 'direct', column: tenantColumn(mark, reader), shared: shared(reader) }
    case 'through':
      return { kind: 'through', column: columnOption('through', reader) ?? '' }
    case 'identity':
      return { kind: 'identity', members: members(mark, reader) }
    case 'shared':
    case 'system':
      return { kind: mark.kind }
    default:
      return mark.kind satisfies never
  }
}

function columnOption(name: string, reader: MarkReader): string | null {
  const value = reader.option(name)
  if (value.kind === 'literal' && typeof value.value === 'string') return reader.columnOf(value.value)
  if (value.kind !== 'literal' || value.value !== undefined) reader.lost(name, value)
  return null
}

function tenantColumn(mark: MarkDraft, reader: MarkReader): string {
  return columnOption('tenant', reader) ?? (mark.tenantKey === null ? '' : reader.columnOf(mark.tenantKey))
}

function shared(reader: MarkReader): boolean {
  const value = reader.option('shared')
  if (value.kind !== 'literal') reader.lost('shared', value)
  else if (value.value !== undefined && value.value !== true) {
    reader.refuse('has an option `shared` that is not true', 'Leave it out, or set it to true.')
  }
  return value.kind === 'literal' && value.value === true
}

/** The option, else the column that `tenantStatus()` made. */
function status(table: TableDraft, reader: MarkReader): string | null {
  const given = columnOption('status', reader)
  if (given !== null) return given
  const made = [...table.columns].filter(([, column]) => column.status).map(([key]) => key)
  if (made.length > 1) {
    reader.refuse(
      `has ${made.length} columns made by tenantStatus(): ${made.join(', ')}`,
      'Say with the option `status` which one it is.',
    )
  }
  return made[0] === undefined ? null : reader.columnOf(made[0])
}

function members(mark: MarkDraft, reader: MarkReader): QualifiedName | null {
  const value = reader.option('members')
  if (value.kind === 'literal' && value.value === undefined) return null
  const found = mark.members()
  if (found.kind !== 'table') {
    reader.lost('members', found)
    return null
  }
  const { schema, name } = found.table
  if (typeof schema === 'string' && typeof name === 'string') return { schema, name }
  for (const part of [schema, name]) if (typeof part !== 'string') reader.lost('members', part)
  return null
}

function strayOptions(mark: MarkDraft, id: string): readonly Finding[] {
  if (mark.options.kind !== 'object') return []
  const known = [...options[mark.kind], 'onErase']
  return [...mark.options.entries.keys()]
    .filter((name) => !known.includes(name))
    .map((name) =>
      optionRefused(
        id,
        `has no option ${JSON.stringify(name)}`,
        `It takes ${known.join(', ')}.`,
        placeOf(mark.site),
      ),
    )
}
