import { describeView } from '../../describe-view.js'
import { html, type Markup } from '../markup.js'
import type { PageModel } from '../page-model.js'
import { part } from './part.js'

/** The views, and which of them read past row security. */
export const viewsPart = ({ views }: PageModel): Markup | null => {
  const lines = views.map((view) => {
    const { past, text } = describeView(view)
    const name = view.schema === 'public' ? view.name : `${view.schema}.${view.name}`
    return html`<li><div><code>${name}</code> <small>${view.place.file}:${view.place.line}</small><p class="${past ? 'warn' : ''}">${text}</p></div></li>`
  })
  return part({ title: 'Views', number: views.length, open: true }, [html`<ul class="lines">${lines}</ul>`])
}
