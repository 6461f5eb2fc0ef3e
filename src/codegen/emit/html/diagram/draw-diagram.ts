import { keyStyle } from '../key-words.js'
import { html, type Markup } from '../markup.js'
import { drawKey } from './draw-key.js'
import { drawTable } from './draw-table.js'
import type { Layout, Route } from './layout.js'

/** Around the diagram, for badges and shadows at its rim. */
const margin = 24

/** The diagram, finished: it needs no script to be seen. */
export const drawDiagram = ({ width, height, boxes, routes }: Layout): Markup => {
  const [across, down] = [Math.ceil(width) + 2 * margin, Math.ceil(height) + 2 * margin]
  const tables = [...boxes].sort((a, b) => (a.box.table.owned.id < b.box.table.owned.id ? -1 : 1))
  return html`<svg id="diagram" width="${across}" height="${down}" viewBox="${-margin} ${-margin} ${across} ${down}" role="group" aria-label="Tables and their foreign keys"><g id="view">
<g class="keys">${inOrder(routes).map(drawKey)}</g>
<g class="tables">${tables.map(drawTable)}</g>
</g></svg>`
}

/** What could cross tenants is drawn last, and so lies above where lines run together. */
const inOrder = (routes: readonly Route[]): readonly Route[] => {
  const above = ({ key }: Route) => ['added', 'checked'].includes(keyStyle(key))
  return [...routes.filter((route) => !above(route)), ...routes.filter(above)]
}
