import type { OwnedTable } from '../../../model/graph.js'
import type { Column, Table } from '../../../model/schema.js'
import { describeOwnership } from '../describe-ownership.js'
import { drawFinding } from './draw-finding.js'
import { drawKeyLine } from './draw-key-line.js'
import { keyName, keyNameWithin, keyNote } from './key-words.js'
import { html, type Markup } from './markup.js'
import type { PageKey, PageModel, PageTable } from './page-model.js'

/** Everything about one table; shown when the page's address names it, which needs no script. */
export const tableDetails = (table: PageTable, { keys, rootKeys }: PageModel): Markup => {
  const { owned, ref, name, findings } = table
  const { place } = owned.table
  const own = [...rootKeys, ...keys].filter(({ from }) => from === table)
  const referring = [...keys, ...rootKeys].filter(({ to, from }) => to === table && from !== table)
  return html`<article class="details ${owned.ownership.kind}" id="${ref}" tabindex="-1"><header><h2>${name}</h2><a class="close" href="#" aria-label="Close">×</a><p><span class="chip">${owned.ownership.kind}</span> ${describeOwnership(owned.ownership)}</p><p class="place"><code>${place.file}:${place.line}</code></p>${onErase(owned)}</header>
${section('Findings', findings.map(drawFinding))}
${section('Columns', [columnTable(owned, own)], owned.table.columns.length)}
${list(
  'Foreign keys',
  own.map((key) => drawKeyLine(key, { name: keyNameWithin(key), note: keyNote(key), other: key.to })),
)}
${list(
  'Referred to by',
  referring.map((key) => drawKeyLine(key, { name: keyName(key), note: null, other: key.from })),
)}
${list('Unique', uniques(owned.table))}
${list('Indexes', indexes(owned.table))}
</article>
`
}

const section = (title: string, parts: readonly Markup[], count = parts.length): Markup | null =>
  count === 0 ? null : html`<section><h3>${title} <small>${count}</small></h3>${parts}</section>`

const list = (title: string, items: readonly Markup[]): Markup | null =>
  section(title, items.length === 0 ? [] : [html`<ul class="lines">${items}</ul>`], items.length)

function onErase({ ownership, onErase }: OwnedTable): Markup | null {
  if (!['root', 'direct', 'through'].includes(ownership.kind)) return null
  switch (onErase.mode) {
    case 'delete':
      return null
    case 'retain':
      return html`<p>Kept when the tenant is erased: ${onErase.reason}</p>`
    case 'anonymise':
      return html`<p>When the tenant is erased, emptied: <code>${onErase.columns.join(', ')}</code></p>`
    default:
      return onErase satisfies never
  }
}

function columnTable({ table, ownership }: OwnedTable, keys: readonly PageKey[]): Markup {
  const tenant = ownership.kind === 'direct' ? ownership.column : null
  const signs = (name: string) =>
    [
      table.primaryKey.includes(name) ? 'PK' : null,
      keys.some(({ key }) => key.columns.includes(name)) ? 'FK' : null,
    ].filter((sign) => sign !== null)
  const rows = table.columns.map(
    (column) =>
      html`<tr class="${column.name === tenant ? 'tenant' : ''}"><td class="sign">${signs(column.name).join(' ')}</td><td>${column.name}</td><td class="type">${column.type}</td><td class="rest">${traits(column).join(', ')}</td></tr>`,
  )
  return html`<table><thead><tr><th></th><th>column</th><th>type</th><th></th></tr></thead><tbody>${rows}</tbody></table>`
}

const traits = ({ notNull, hasDefault, identity, generated }: Column): readonly string[] => [
  ...(notNull ? ['not null'] : []),
  ...(generated === true
    ? ['generated']
    : identity !== undefined
      ? ['identity']
      : hasDefault
        ? ['default']
        : []),
]

const uniques = ({ primaryKey, uniques }: Table): readonly Markup[] => [
  ...(primaryKey.length === 0 ? [] : [named(primaryKey, 'primary key')]),
  ...uniques.map(({ name, columns }) => named(columns, name ?? '')),
]

const indexes = ({ indexes }: Table): readonly Markup[] =>
  indexes.map(({ name, columns, unique, partial }) =>
    named(
      columns.map((column) => column ?? '(expression)'),
      [name, unique ? 'unique' : null, partial ? 'partial' : null].filter((text) => text !== null).join(', '),
    ),
  )

const named = (columns: readonly string[], note: string) =>
  html`<li><div><code>${columns.join(', ')}</code> <small>${note}</small></div></li>`
