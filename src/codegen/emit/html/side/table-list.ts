import { html, type Markup } from '../markup.js'
import type { PageModel } from '../page-model.js'
import { part } from './part.js'

export const tableList = ({ tables }: PageModel): Markup | null => {
  const lines = tables.map(
    ({ ref, name, owned }) =>
      html`<li><a href="#${ref}" data-of="${ref}"><i class="swatch ${owned.ownership.kind}"></i>${name}</a></li>`,
  )
  return part({ title: 'Tables', number: tables.length, open: true }, [html`<ul class="all">${lines}</ul>`])
}
