import type { Finding } from '../../../model/finding.js'
import { html, type Markup } from './markup.js'

/** A finding, to be unfolded: the message, then why it matters and what to do. */
export const drawFinding = ({ code, severity, message, why, fix, where }: Finding): Markup => {
  const place =
    where === undefined ? null : html`<dt>where</dt><dd><code>${where.file}:${where.line}</code></dd>`
  return html`<details class="finding"><summary><span class="dot ${severity}"></span>${message}</summary><dl><dt>why</dt><dd>${why}</dd><dt>fix</dt><dd>${fix}</dd>${place}<dt>see</dt><dd><code>docs/rules/${code}.md</code></dd></dl></details>`
}
