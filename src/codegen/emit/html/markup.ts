import { escapeHtml } from './escape-html.js'

/** A piece of the page that is markup already. Only the tag below makes one, so that no text of a schema passes for it. */
export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | readonly Markup[] | null

/** Markup with values in it: texts are escaped, pieces stand as they are, null is nothing. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.map((text, index) => text + written(parts[index] ?? null)).join(''),
})

function written(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part))
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}
