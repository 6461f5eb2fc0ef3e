import type { Finding } from '../../../model/finding.js'
import type { Casing } from '../drizzle/casing.js'
import { notUnderstood, optionRefused } from '../reading-findings.js'
import type { MarkDraft } from '../values/mark-draft.js'
import { option } from '../values/option.js'
import { placeOf } from '../values/place.js'
import type { TableDraft } from '../values/table-draft.js'
import { unknown } from '../values/unknown.js'
import type { Site, Value } from '../values/value.js'
import { columnName } from './column-names.js'

/** Reads the options of one mark, and collects what is wrong with them. */
export interface MarkReader {
  readonly site: Site
  readonly findings: Finding[]
  readonly option: (name: string) => Value
  /** The name of the column with that key; the key itself when the table has no such column. */
  readonly columnOf: (key: string) => string
  /** Notes that an option is not understood. */
  readonly lost: (name: string, value: Value) => void
  readonly refuse: (what: string, fix: string) => void
}

export const markReader = (
  table: TableDraft,
  mark: MarkDraft,
  id: string,
  casing: Casing | undefined,
): MarkReader => {
  const { site } = mark
  const findings: Finding[] = []
  return {
    site,
    findings,
    option: (name) => option(mark.options, name, site),
    columnOf: (key) => {
      const name = columnName(table, key, casing)
      return typeof name === 'string' ? name : key
    },
    lost: (name, value) => {
      const gap = value.kind === 'unknown' ? value : unknown(site, 'it is no constant')
      findings.push(notUnderstood(id, `the option ${name} of ${id}`, gap))
    },
    refuse: (what, fix) => {
      findings.push(optionRefused(id, what, fix, placeOf(site)))
    },
  }
}
