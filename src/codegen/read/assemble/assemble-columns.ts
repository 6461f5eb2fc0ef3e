import type { Finding } from '../../../model/finding.js'
import type { Column, UniqueConstraint } from '../../../model/schema.js'
import type { Casing } from '../drizzle/casing.js'
import { notUnderstood, unusableName } from '../reading-findings.js'
import type { ColumnDraft } from '../values/column-draft.js'
import type { TableDraft } from '../values/table-draft.js'
import { columnName } from './column-names.js'
import { nameFault } from './name-fault.js'

export interface AssembledColumns {
  readonly columns: readonly Column[]
  /** Columns made with `.primaryKey()`. */
  readonly primaryKey: readonly string[]
  /** Columns made with `.unique()`. */
  readonly uniques: readonly UniqueConstraint[]
  readonly findings: readonly Finding[]
}

/** Type of a column whose type is not known; a finding says why. */
const unknownType = 'unknown'

export const assembleColumns = (
  table: TableDraft,
  id: string,
  casing: Casing | undefined,
): AssembledColumns => {
  const columns: Column[] = []
  const primaryKey: string[] = []
  const uniques: UniqueConstraint[] = []
  const findings: Finding[] = []
  for (const [key, draft] of table.columns) {
    const name = columnName(table, key, casing)
    const type = draft.type()
    const gaps = new Set([...draft.gaps, ...[name, type].flatMap((part) => (isGap(part) ? [part] : []))])
    findings.push(...[...gaps].map((gap) => notUnderstood(id, `the column ${key} of ${id}`, gap)))
    if (typeof name !== 'string') continue
    const fault = nameFault(name)
    if (fault !== null) {
      findings.push(unusableName(id, `the column ${JSON.stringify(name)} of ${id}`, fault, draft.place))
    }
    columns.push(modelColumn(key, name, typeof type === 'string' ? type : unknownType, draft))
    if (draft.primaryKey) primaryKey.push(name)
    if (draft.unique !== null) uniques.push({ name: draft.unique.name, columns: [name] })
  }
  return { columns, primaryKey, uniques, findings }
}

const isGap = <Part>(part: Part): part is Exclude<Part, string | null> =>
  typeof part === 'object' && part !== null

const modelColumn = (key: string, name: string, type: string, draft: ColumnDraft): Column => ({
  name,
  key,
  type,
  notNull: draft.notNull,
  hasDefault: draft.hasDefault,
  ...(draft.identity === null ? {} : { identity: draft.identity }),
  ...(draft.generated ? { generated: true } : {}),
  place: draft.place,
})
