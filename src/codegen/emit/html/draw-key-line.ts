import { keyActions, keyStyle } from './key-words.js'
import { html, type Markup } from './markup.js'
import type { PageKey, PageTable } from './page-model.js'

/** A key in a list, under the name that is clear there; it leads to the table at its other end. */
export const drawKeyLine = (
  key: PageKey,
  {
    name,
    note,
    other,
  }: { readonly name: string; readonly note: string | null; readonly other: PageTable | null },
): Markup => {
  const code = html`<code>${name}</code>`
  const link = other === null ? code : html`<a href="#${other.ref}">${code}</a>`
  const actions = keyActions(key)
  const small = actions === '' ? null : html` <small>${actions}</small>`
  const below = note === null ? null : html`<p>${note}</p>`
  return html`<li class="${keyStyle(key)}" data-key="${key.ref}"><i class="sample"></i><div>${link}${small}${below}</div></li>`
}
