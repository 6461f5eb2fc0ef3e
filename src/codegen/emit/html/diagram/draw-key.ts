import { keyActions, keyName, keyNote, keyStyle } from '../key-words.js'
import { html, type Markup } from '../markup.js'
import type { Point, Route } from './layout.js'
import { roundPath, tenths } from './round-path.js'

/** A foreign key as a line, with an arrow at the row that it points to. */
export const drawKey = ({ key, points }: Route): Markup => {
  const [tip] = points
  if (tip === undefined) return html``
  const path = roundPath(points, 6)
  const text = [keyName(key), keyActions(key), keyNote(key)].filter(Boolean).join('\n')
  return html`<g class="key ${keyStyle(key)}" data-key="${key.ref}" data-from="${key.from.ref}" data-to="${key.to?.ref ?? ''}"><title>${text}</title><path class="hit" d="${path}"/><path class="line" d="${path}"/><path class="tip" d="${arrow(tip)}"/></g>
`
}

/** Lines leave the row that they point to on its right side. */
const arrow = ({ x, y }: Point) => `M${tenths(x)} ${tenths(y)}l8 -4v8z`
