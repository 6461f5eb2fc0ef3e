import type { Ownership } from '../../../../model/graph.js'
import { type KeyStyle, keyStyle, keyStyles } from '../key-words.js'
import { html, type Markup } from '../markup.js'
import type { PageModel } from '../page-model.js'
import { toggle } from './toggle.js'

const kinds: Readonly<Record<Ownership['kind'], string>> = {
  root: 'one row is one tenant',
  direct: 'rows with a tenant column',
  through: 'rows that follow their parent',
  identity: 'people, by membership',
  shared: 'read by every tenant',
  system: 'out of reach for tenants',
  unclassified: 'nobody has said whose rows',
}

/** What the colours say, of those that are there; a schema without a mark has none. */
export const legend = (model: PageModel): Markup | null =>
  model.marked
    ? html`<section><h2>Whose rows</h2><ul class="legend">${kindLines(model)}</ul><h2>Foreign keys</h2><ul class="legend">${keyLines(model)}</ul></section>
`
    : null

function kindLines({ tables }: PageModel): readonly Markup[] {
  return (Object.keys(kinds) as Ownership['kind'][]).flatMap((kind) => {
    const refs = tables.filter(({ owned }) => owned.ownership.kind === kind).map(({ ref }) => ref)
    if (refs.length === 0) return []
    const text = html`<span><b>${kind}</b> ${kinds[kind]}</span>`
    return [line(html`<i class="swatch ${kind}"></i>`, text, refs.length, { tables: refs, keys: [] })]
  })
}

function keyLines({ keys, rootKeys }: PageModel): readonly Markup[] {
  return (Object.keys(keyStyles) as KeyStyle[]).flatMap((style) => {
    const drawn = [...keys, ...rootKeys].filter((key) => key.to !== null && keyStyle(key) === style)
    if (drawn.length === 0) return []
    const tables = drawn.flatMap(({ from, to }) => [from.ref, ...(to === null ? [] : [to.ref])])
    const text = html`<span>${keyStyles[style]}</span>`
    const picked = { tables, keys: drawn.map(({ ref }) => ref) }
    return [line(html`<i class="sample ${style}"></i>`, text, drawn.length, picked)]
  })
}

const line = (look: Markup, text: Markup, number: number, picked: Parameters<typeof toggle>[0]) =>
  html`<li>${toggle(picked, [look, text, html`<small>${number}</small>`])}</li>`
