import { count } from '../count.js'
import { html, type Markup } from '../markup.js'
import type { PageModel } from '../page-model.js'
import { crossingPart } from './crossing.js'
import { erasurePart } from './erasure.js'
import { findingsPart } from './findings.js'
import { legend } from './legend.js'
import { tableList } from './table-list.js'
import { viewsPart } from './views.js'

/** What stands beside the diagram. */
export const sidePanel = (model: PageModel): Markup => {
  const parts = [legend, findingsPart, crossingPart, erasurePart, viewsPart, tableList]
  return html`<aside id="side" aria-label="Overview">
<header><h1>Tenancy graph</h1><p>${summary(model)}</p></header>
<form id="search" role="search"><input type="search" placeholder="Find a table" aria-label="Find a table" autocomplete="off" spellcheck="false"><output></output></form>
${parts.map((draw) => draw(model) ?? html``)}</aside>`
}

function summary({ tables, keys, views, marked }: PageModel): string {
  const counted = [
    count(tables.length, 'table'),
    count(keys.length, 'foreign key'),
    ...(views.length === 0 ? [] : [count(views.length, 'view')]),
  ].join(', ')
  if (marked || tables.length === 0) return `${counted}.`
  return `${counted}. No table is marked: whose rows they hold is not known, nor which keys could cross tenants.`
}
