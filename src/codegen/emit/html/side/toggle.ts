import { html, type Markup } from '../markup.js'

/** A button that picks tables and keys of the diagram out, and shows them. */
export const toggle = (
  { tables, keys }: { readonly tables: readonly string[]; readonly keys: readonly string[] },
  content: readonly Markup[],
): Markup =>
  html`<button type="button" aria-pressed="false" data-tables="${[...new Set(tables)].join(' ')}" data-keys="${keys.join(' ')}">${content}</button>`
