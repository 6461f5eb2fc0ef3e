import type { Finding } from '../../model/finding.js'
import type { Table } from '../../model/schema.js'
import { clearedTenant, eraseOption, sameColumn } from './graph-findings.js'

/** What is wrong with a table whoever owns it. */
export const checkTable = (table: Table): readonly Finding[] => [
  ...twinColumns(table),
  ...clearing(table),
  ...erasing(table),
]

function twinColumns(table: Table): readonly Finding[] {
  const seen = new Map<string, string>()
  const findings: Finding[] = []
  for (const { name, key } of table.columns) {
    const first = seen.get(name)
    if (first === undefined) seen.set(name, key)
    else {
      findings.push(
        sameColumn(
          table,
          `has the column ${JSON.stringify(name)} twice, under the keys ${first} and ${key}`,
          `Rename one of them. If ${key} is the tenant column, pass { tenant: ${JSON.stringify(key)} }: then none is added.`,
        ),
      )
    }
  }
  return findings
}

/** Actions that change the columns of the key that they stand on. */
const clears = ['set null', 'set default']

function clearing(table: Table): readonly Finding[] {
  const { mark } = table
  if (mark?.kind !== 'direct') return []
  return table.foreignKeys
    .filter(({ columns }) => columns.includes(mark.column))
    .flatMap(({ columns, onDelete, onUpdate }) => {
      const action = [
        clears.includes(onDelete) ? `on delete ${onDelete}` : null,
        clears.includes(onUpdate) ? `on update ${onUpdate}` : null,
      ].filter((text) => text !== null)
      if (action.length === 0) return []
      return [
        clearedTenant(
          table,
          `has a foreign key over its tenant column (${columns.join(', ')}) with ${action.join(' and ')}`,
          'Use no action, restrict or cascade on a key that holds the tenant column. A key to another row of the tenant may be the simple one, without the tenant column: the composite one is added beside it, and clears only the reference.',
        ),
      ]
    })
}

function erasing(table: Table): readonly Finding[] {
  const onErase = table.mark?.onErase
  if (onErase === undefined || onErase.mode === 'delete') return []
  if (onErase.mode === 'retain') {
    if (onErase.reason.trim() !== '') return []
    return [
      eraseOption(
        table,
        'keeps its rows when their tenant is erased, and gives no reason',
        "Write the reason: onErase: { retain: 'invoices are kept for ten years by law' }.",
      ),
    ]
  }
  if (onErase.columns.length === 0) {
    return [
      eraseOption(
        table,
        'anonymises its rows when their tenant is erased, and names no column',
        "Name the columns to empty: onErase: { anonymise: ['email'] }.",
      ),
    ]
  }
  return onErase.columns
    .filter((name) => !table.columns.some((column) => column.name === name))
    .map((name) =>
      eraseOption(
        table,
        `anonymises the column ${JSON.stringify(name)}, which it does not have`,
        "Pass keys of the table object, for example { anonymise: ['email'] }.",
      ),
    )
}
