import { drawKeyLine } from '../draw-key-line.js'
import { keyName, keyRemedy } from '../key-words.js'
import { html, type Markup } from '../markup.js'
import type { PageModel } from '../page-model.js'
import { part } from './part.js'

/** The red keys, and what `gen` does about each. */
export const crossingPart = ({ keys }: PageModel): Markup | null => {
  const lines = keys.flatMap((key) =>
    key.safety.kind === 'crossing'
      ? [drawKeyLine(key, { name: keyName(key), note: keyRemedy(key.safety.remedy), other: key.from })]
      : [],
  )
  return part({ title: 'Could cross tenants', number: lines.length, open: false }, [
    html`<p>Red is what could cross if nothing were done: Postgres checks foreign keys past row security. <code>tenantry gen</code> closes each of them.</p><ul class="lines">${lines}</ul>`,
  ])
}
