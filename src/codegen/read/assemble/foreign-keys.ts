import type { Finding } from '../../../model/finding.js'
import type { ForeignKey, ReferentialAction } from '../../../model/schema.js'
import type { Casing } from '../drizzle/casing.js'
import { notUnderstood } from '../reading-findings.js'
import type { ForeignKeyDraft } from '../values/extra-draft.js'
import { option, textOption } from '../values/option.js'
import { placeOf } from '../values/place.js'
import type { TableDraft } from '../values/table-draft.js'
import { unknown } from '../values/unknown.js'
import type { Site, UnknownValue, Value } from '../values/value.js'
import { columnName, keyColumns } from './column-names.js'

export interface AssembledKeys {
  readonly foreignKeys: readonly ForeignKey[]
  readonly findings: readonly Finding[]
}

/** The keys that columns declare with `.references()`. */
export const inlineForeignKeys = (
  table: TableDraft,
  id: string,
  casing: Casing | undefined,
): AssembledKeys => {
  const foreignKeys: ForeignKey[] = []
  const findings: Finding[] = []
  for (const [key, column] of table.columns) {
    const name = columnName(table, key, casing)
    if (typeof name !== 'string') continue
    for (const { follow, actions, site } of column.references) {
      const found = foreignKey(
        { name: null, columns: [name], site, casing },
        [follow()],
        option(actions, 'onDelete', site),
        option(actions, 'onUpdate', site),
      )
      if ('kind' in found)
        findings.push(notUnderstood(id, `the foreign key of the column ${key} of ${id}`, found))
      else foreignKeys.push(found)
    }
  }
  return { foreignKeys, findings }
}

/** The key that a `foreignKey()` of the extra config declares. */
export const declaredForeignKey = (
  draft: ForeignKeyDraft,
  casing: Casing | undefined,
): ForeignKey | UnknownValue => {
  const { site, foreignColumns } = draft
  const columns = keyColumns(draft.columns, site, casing)
  if ('kind' in columns) return columns
  const name = textOption(draft.name, site)
  if (typeof name === 'object') return name
  if (foreignColumns.kind !== 'array') {
    return foreignColumns.kind === 'unknown'
      ? foreignColumns
      : unknown(site, 'its foreign columns are no list')
  }
  const { items, gap } = foreignColumns
  return (
    gap ?? foreignKey({ name: name ?? null, columns, site, casing }, items, draft.onDelete, draft.onUpdate)
  )
}

interface OwnSide {
  readonly name: string | null
  readonly columns: readonly string[]
  readonly site: Site
  readonly casing: Casing | undefined
}

function foreignKey(
  { name, columns, site, casing }: OwnSide,
  targets: readonly Value[],
  onDelete: Value,
  onUpdate: Value,
): ForeignKey | UnknownValue {
  const references = target(targets, site, casing)
  if ('kind' in references) return references
  if (references.columns.length !== columns.length) {
    return unknown(site, 'it does not have as many columns on the one side as on the other')
  }
  const deleting = action(onDelete, site)
  if (typeof deleting !== 'string') return deleting
  const updating = action(onUpdate, site)
  if (typeof updating !== 'string') return updating
  return { name, columns, references, onDelete: deleting, onUpdate: updating, place: placeOf(site) }
}

function target(
  values: readonly Value[],
  site: Site,
  casing: Casing | undefined,
): ForeignKey['references'] | UnknownValue {
  const [first] = values
  if (first?.kind === 'unknown') return first
  if (first?.kind !== 'column') return unknown(site, 'it leads to no known column')
  const { schema, name } = first.table
  if (typeof schema !== 'string') return schema
  if (typeof name !== 'string') return name
  const columns = keyColumns({ kind: 'array', items: [...values], gap: null }, site, casing)
  return 'kind' in columns ? columns : { schema, table: name, columns }
}

const actions: readonly ReferentialAction[] = ['no action', 'restrict', 'cascade', 'set null', 'set default']

function action(value: Value, site: Site): ReferentialAction | UnknownValue {
  if (value.kind === 'unknown') return value
  if (value.kind === 'literal' && !value.value) return 'no action'
  const given = value.kind === 'literal' ? actions.find((each) => each === value.value) : undefined
  return given ?? unknown(site, 'its action is none that Postgres has')
}
