import { createHash } from 'node:crypto'
import type { Finding } from '../../../model/finding.js'
import type { TenancyGraph } from '../../../model/graph.js'
import { drawDiagram } from './diagram/draw-diagram.js'
import { layOut } from './diagram/lay-out.js'
import { tableBoxes } from './diagram/table-box.js'
import { html } from './markup.js'
import { pageModel } from './page-model.js'
import { pageScript } from './page-script.js'
import { pageStyle } from './page-style.js'
import { sidePanel } from './side/side-panel.js'
import { tableDetails } from './table-details.js'

/**
 * The graph as one HTML page that fetches nothing: the diagram stands in it finished, a small script moves it. `findings`
 * are all that there are. The same input gives the same bytes.
 */
export const graphPage = async (graph: TenancyGraph, findings: readonly Finding[]): Promise<string> => {
  const model = pageModel(graph, findings)
  const layout = await layOut(tableBoxes(model), [...model.rootKeys, ...model.keys])
  const [style, script] = [{ markup: pageStyle }, { markup: pageScript }]
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Tenancy graph</title>
<style>${style}</style>
</head>
<body class="${model.marked ? 'marked' : 'unmarked'}">
${sidePanel(model)}
<main id="stage" tabindex="0" aria-label="Diagram: arrow keys move it, plus and minus zoom, 0 shows all of it">
${drawDiagram(layout)}
${model.tables.length === 0 ? html`<p class="empty">There is no table.</p>` : null}
<div id="tools" role="group" aria-label="Zoom"><button type="button" data-act="-" aria-label="Zoom out">−</button><button type="button" data-act="+" aria-label="Zoom in">+</button><button type="button" class="word" data-act="0">Fit</button></div>
${model.tables.map((table) => tableDetails(table, model))}
</main>
<script>${script}</script>
</body>
</html>
`
  return markup
}

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/**
 * Nothing is fetched, and no script runs but this one, whatever stands in the page. Browsers that know the hash pass
 * 'unsafe-inline' over (CSP 3, 6.7.3.2).
 */
const policy = [
  "default-src 'none'",
  `style-src 'unsafe-inline' ${sha256(pageStyle)}`,
  `script-src 'unsafe-inline' ${sha256(pageScript)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')
