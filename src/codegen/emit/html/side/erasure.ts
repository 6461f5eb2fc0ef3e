import type { ErasureTable } from '../../../../model/plan.js'
import { count } from '../count.js'
import { html, type Markup } from '../markup.js'
import type { PageModel } from '../page-model.js'
import { part } from './part.js'
import { toggle } from './toggle.js'

/** The order in which a tenant's rows go. */
export const erasurePart = ({ erasure, tables, find }: PageModel): Markup | null => {
  const left = tables.filter(({ owned }) => owned.ownership.kind === 'unclassified').length
  const steps = erasure.map((step) => {
    const refs = step.tables.flatMap(({ table }) => find(table)?.ref ?? [])
    const names = step.tables.map(
      (table) => html`<span>${find(table.table)?.name ?? table.table}${kept(table)}</span>`,
    )
    const together = names.length === 1 ? [] : [html`<em>in one statement</em>`]
    return html`<li>${toggle({ tables: refs, keys: [] }, [...names, ...together])}</li>`
  })
  const missing =
    left === 0 ? null : html`<p class="warn">${count(left, 'unclassified table')}: not in this order.</p>`
  return part({ title: 'Erasure order', number: steps.length, open: true }, [
    html`<p>How a tenant's rows go: referring rows first.</p>${missing}<ol class="steps">${steps}</ol>`,
  ])
}

const kept = ({ mode, reason }: ErasureTable): Markup | null =>
  mode === 'delete' ? null : html` <em>${mode === 'retain' ? `kept: ${reason ?? ''}` : 'anonymised'}</em>`
