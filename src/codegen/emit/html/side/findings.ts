import type { Finding } from '../../../../model/finding.js'
import { count } from '../count.js'
import { drawFinding } from '../draw-finding.js'
import { html, type Markup } from '../markup.js'
import type { PageModel } from '../page-model.js'
import { gravestFirst, worst } from '../worst-severity.js'
import { part } from './part.js'

/** More than this many of one code are folded away: in a schema without marks every table has the same one. */
const shown = 5

/** All findings by code, the gravest first; those about a table lead there. */
export const findingsPart = ({ findings, find }: PageModel): Markup | null => {
  const line = (finding: Finding): Markup => {
    const table = find(finding.object)
    const link =
      table === undefined
        ? null
        : html`<a class="go" href="#${table.ref}" aria-label="Show ${table.name}">→</a>`
    return html`<li>${drawFinding(finding)}${link}</li>`
  }
  const codes = [...new Set(gravestFirst(findings).map(({ code }) => code))]
  const groups = codes.map((code) => {
    const group = findings.filter((finding) => finding.code === code)
    return html`<details class="group"${group.length > shown ? null : html` open`}><summary><span class="chip ${worst(group)}">${code}</span> ${count(group.length, 'finding')}</summary><ul>${group.map(line)}</ul></details>`
  })
  return part({ title: 'Findings', number: findings.length, open: true }, groups)
}
