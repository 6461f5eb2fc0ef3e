import type { Finding } from '../../../model/finding.js'
import type { ForeignKey, Index, UniqueConstraint } from '../../../model/schema.js'
import type { Casing } from '../drizzle/casing.js'
import { notUnderstood } from '../reading-findings.js'
import type { ExtraDraft, IndexDraft, UniqueDraft } from '../values/extra-draft.js'
import { arrayOf } from '../values/make-value.js'
import { textOption } from '../values/option.js'
import { ownEntries } from '../values/own-entries.js'
import type { TableDraft } from '../values/table-draft.js'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { UnknownValue, Value } from '../values/value.js'
import { keyColumns, listedColumns } from './column-names.js'
import { declaredForeignKey } from './foreign-keys.js'

export interface AssembledExtras {
  /** Null when the extra config declares none. */
  readonly primaryKey: readonly string[] | null
  readonly uniques: readonly UniqueConstraint[]
  readonly indexes: readonly Index[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly findings: readonly Finding[]
}

/** Indexes and keys of the third argument of a table function. Checks, policies and raw SQL are passed over. */
export const assembleExtras = (
  table: TableDraft,
  id: string,
  casing: Casing | undefined,
): AssembledExtras => {
  let primaryKey: readonly string[] | null = null
  const uniques: UniqueConstraint[] = []
  const indexes: Index[] = []
  const foreignKeys: ForeignKey[] = []
  const findings: Finding[] = []
  const { values, gaps } = table.extra === null ? nothingElse : entries(table.extra())
  findings.push(...gaps.map((gap) => notUnderstood(id, `an index or key of ${id}`, gap)))

  for (const value of values) {
    if (value.kind === 'unknown') findings.push(notUnderstood(id, `an index or key of ${id}`, value))
    if (value.kind !== 'extra') continue
    const { extra } = value
    const lost = (gap: UnknownValue) => {
      findings.push(notUnderstood(id, `${nouns[extra.kind]} of ${id}`, gap))
    }
    switch (extra.kind) {
      case 'index':
        keep(index(extra, casing), indexes, lost)
        break
      case 'unique':
        keep(unique(extra, casing), uniques, lost)
        break
      case 'foreign-key':
        keep(declaredForeignKey(extra, casing), foreignKeys, lost)
        break
      case 'primary-key': {
        const columns = keyColumns(extra.columns, extra.site, casing)
        if ('kind' in columns) lost(columns)
        else if (primaryKey !== null)
          lost(unknown(extra.site, 'a table has one primary key, and this is its second'))
        else primaryKey = columns
        break
      }
      default:
        extra satisfies never
    }
  }
  return { primaryKey, uniques, indexes, foreignKeys, findings }
}

const nothingElse: Entries = { values: [], gaps: [] }

interface Entries {
  readonly values: readonly Value[]
  readonly gaps: readonly UnknownValue[]
}

const nouns: Record<ExtraDraft['kind'], string> = {
  index: 'an index',
  unique: 'a unique constraint',
  'foreign-key': 'a foreign key',
  'primary-key': 'the primary key',
}

/** The entries of an array, one level of nested arrays opened, or of an object, as drizzle's getTableConfig takes them. */
function entries(config: Value): Entries {
  if (config.kind === 'unknown') return { values: [], gaps: [config] }
  if (config.kind === 'object') {
    return {
      values: ownEntries(config).map(([, value]) => value),
      gaps: config.gap === null ? [] : [config.gap],
    }
  }
  if (config.kind !== 'array') return nothingElse
  const nested = config.items.filter((item) => item.kind === 'array')
  const gaps = [config, ...nested].flatMap(({ gap }) => (gap === null ? [] : [gap]))
  return { values: config.items.flatMap((item) => (item.kind === 'array' ? item.items : [item])), gaps }
}

function keep<Part extends object>(
  part: Part | UnknownValue | null,
  into: Part[],
  lost: (gap: UnknownValue) => void,
): void {
  if (part === null) return
  if ('kind' in part) lost(part)
  else into.push(part)
}

/** Null for an index without `.on()`, which drizzle passes over too. */
function index(draft: IndexDraft, casing: Casing | undefined): Index | UnknownValue | null {
  if (draft.columns === null) return null
  const columns = listedColumns(draft.columns, draft.site, casing)
  if ('kind' in columns) return columns
  const name = textOption(draft.name, draft.site)
  if (typeof name === 'object') return name
  if (draft.where.kind === 'unknown') return draft.where
  // Any value but a literal is a condition.
  return { name: name ?? null, columns, unique: draft.unique, partial: truth(draft.where) !== false }
}

function unique(draft: UniqueDraft, casing: Casing | undefined): UniqueConstraint | UnknownValue | null {
  if (draft.columns === null) return null
  const columns = keyColumns(arrayOf(draft.columns), draft.site, casing)
  if ('kind' in columns) return columns
  const name = textOption(draft.name, draft.site)
  return typeof name === 'object' ? name : { name: name ?? null, columns }
}
