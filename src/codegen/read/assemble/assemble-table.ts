import type { Finding } from '../../../model/finding.js'
import type { Table } from '../../../model/schema.js'
import type { Casing } from '../drizzle/casing.js'
import { notUnderstood, tableNotUnderstood } from '../reading-findings.js'
import type { TableDraft } from '../values/table-draft.js'
import { assembleColumns } from './assemble-columns.js'
import { assembleExtras } from './assemble-extras.js'
import { assembleMark } from './assemble-mark.js'
import { faultyNames } from './faulty-names.js'
import { inlineForeignKeys } from './foreign-keys.js'

/** A table of the model, and what of it was not understood. No table at all when its name is not known. */
export const assembleTable = (
  draft: TableDraft,
  casing: Casing | undefined,
): { readonly table: Table | null; readonly findings: readonly Finding[] } => {
  const { schema, name, place } = draft
  if (typeof schema !== 'string' || typeof name !== 'string') {
    const gap = typeof name === 'string' ? schema : name
    if (typeof gap === 'string') throw new Error('one of the two is unknown')
    const known = typeof name === 'string' ? `table ${JSON.stringify(name)}` : 'a table'
    return {
      table: null,
      findings: [tableNotUnderstood(place.file, `${known} without a known name`, gap, place)],
    }
  }

  const id = `${schema}.${name}`
  const gaps = [...new Set(draft.gaps)].map((gap) =>
    draft.columns.size === 0
      ? tableNotUnderstood(id, `what columns ${id} has`, gap)
      : notUnderstood(id, `which further columns ${id} has`, gap),
  )
  const columns = assembleColumns(draft, id, casing)
  const inline = inlineForeignKeys(draft, id, casing)
  const extras = assembleExtras(draft, id, casing)
  const mark = assembleMark(draft, id, casing)
  const primaryKey = extras.primaryKey ?? columns.primaryKey
  return {
    table: {
      schema,
      name,
      // A primary key's columns are not null in the database, whatever the builder says.
      columns: columns.columns.map((column) =>
        primaryKey.includes(column.name) ? { ...column, notNull: true } : column,
      ),
      primaryKey,
      uniques: [...columns.uniques, ...extras.uniques],
      indexes: extras.indexes,
      foreignKeys: [...inline.foreignKeys, ...extras.foreignKeys],
      rls: draft.rls,
      mark: mark.mark,
      place,
    },
    findings: [
      ...faultyNames('table', schema, name, place),
      ...gaps,
      ...columns.findings,
      ...inline.findings,
      ...extras.findings,
      ...mark.findings,
    ],
  }
}
