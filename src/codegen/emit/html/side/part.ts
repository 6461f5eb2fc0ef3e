import { html, type Markup } from '../markup.js'

/** A part of the panel under its heading, to be folded away; nothing where there is nothing to show. */
export const part = (
  { title, number, open }: { readonly title: string; readonly number: number; readonly open: boolean },
  body: readonly Markup[],
): Markup | null =>
  number === 0
    ? null
    : html`<details class="part"${open ? html` open` : null}><summary><h2>${title} <small>${number}</small></h2></summary>${body}</details>
`
