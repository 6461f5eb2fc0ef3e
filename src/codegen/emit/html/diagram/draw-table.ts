import { count } from '../count.js'
import { html, type Markup } from '../markup.js'
import type { PlacedBox } from './layout.js'
import { tenths } from './round-path.js'
import { type BoxRow, measures, type TableBox } from './table-box.js'
import { textWidth } from './text-width.js'

/** A table as a box: a link to its details. */
export const drawTable = ({ box, x, y }: PlacedBox): Markup => {
  const { table, width, height } = box
  const { owned, findings, badge } = table
  const { header, inset, nameSize, noteSize } = measures
  const middle = header / 2
  const [across, down] = [tenths(x), tenths(y)]
  return html`<a class="table ${owned.ownership.kind}" href="#${table.ref}" data-table="${table.ref}" data-box="${across} ${down} ${width} ${height}" transform="translate(${across} ${down})" aria-label="${label(box)}"><title>${table.name}</title><rect class="card" width="${width}" height="${height}" rx="7"/><path class="head" d="${headPath(width, height)}"/><rect class="rim" width="${width}" height="${height}" rx="7"/><g class="near"><text class="name" x="${inset}" y="${middle}" font-size="${nameSize}">${box.title}</text><text class="kind" x="${width - inset}" y="${middle}" font-size="${noteSize}">${owned.ownership.kind}</text>${box.rows.map((row) => drawRow(row, width))}${more(box)}</g>${farName(box)}${badge === null ? null : drawBadge(findings.length, badge, width)}</a>
`
}

function label({ table, rows }: TableBox): string {
  const { owned, findings, name } = table
  const keys = new Set(rows.flatMap((row) => row.keys)).size
  const counts = [
    [owned.table.columns.length, 'column'],
    [keys, 'foreign key'],
    [findings.length, 'finding'],
  ] as const
  const said = counts.filter(([number]) => number > 0).map(([number, what]) => count(number, what))
  return [name, owned.ownership.kind, ...said].join(', ')
}

/** The upper part of the box, or all of it where no row follows. */
const headPath = (width: number, height: number) =>
  height === measures.header
    ? `M7 0h${width - 14}a7 7 0 0 1 7 7v${height - 14}a7 7 0 0 1 -7 7h${14 - width}a7 7 0 0 1 -7 -7v${14 - height}a7 7 0 0 1 7 -7z`
    : `M0 ${measures.header}v-${measures.header - 7}a7 7 0 0 1 7 -7h${width - 14}a7 7 0 0 1 7 7v${measures.header - 7}z`

function drawRow({ inKey, isTenant, keys, label, type, y }: BoxRow, width: number): Markup {
  const { inset, nameInset, row, rowSize, noteSize } = measures
  const sign = inKey ? 'PK' : keys.length > 0 ? 'FK' : ''
  const band = isTenant
    ? html`<rect class="band" x="1" y="${y - row / 2}" width="${width - 2}" height="${row}"/>`
    : null
  return html`<g class="row${isTenant ? ' tenant' : ''}">${band}<text class="sign" x="${inset}" y="${y}" font-size="9">${sign}</text><text class="column" x="${nameInset}" y="${y}" font-size="${rowSize}">${label}</text><text class="type" x="${width - inset}" y="${y}" font-size="${noteSize}">${type}</text></g>`
}

function more({ more, rows }: TableBox): Markup | null {
  if (more === 0) return null
  const { header, padding, row, nameInset, noteSize } = measures
  const y = header + padding + row * (rows.length + 0.5)
  const text = rows.length === 0 ? count(more, 'column') : `${more} more`
  return html`<text class="more" x="${nameInset}" y="${y}" font-size="${noteSize}">${text}</text>`
}

/** From afar rows cannot be read: then the name fills the box, in lines that break where its words do. */
function farName({ table, width, height }: TableBox): Markup {
  const words = table.name.split(/(?<=[_.-])/)
  const breaks = [1, 2, 3].map((lines) => wrap(words, lines))
  const fitting = breaks.map((lines) => {
    const longest = Math.max(...lines.map((line) => textWidth(line, 100)))
    return { lines, size: Math.min(34, ((width - 20) / longest) * 100, (height - 10) / (lines.length * 1.1)) }
  })
  const best = fitting.reduce((a, b) => (b.size > a.size * 1.15 ? b : a))
  const top = height / 2 - ((best.lines.length - 1) * best.size * 1.1) / 2
  return html`<text class="far" font-size="${tenths(best.size)}">${best.lines.map(
    (line, index) =>
      html`<tspan x="${width / 2}" y="${tenths(top + index * best.size * 1.1)}">${line}</tspan>`,
  )}</text>`
}

/** The words in at most so many lines, about as long as one another. */
function wrap(words: readonly string[], count: number): readonly string[] {
  const room = words.join('').length / count
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    const full = last === undefined || (lines.length < count && last.length + word.length / 2 > room)
    if (full) lines.push(word)
    else lines[lines.length - 1] = last + word
  }
  return lines
}

const drawBadge = (number: number, severity: string, width: number): Markup =>
  html`<g class="badge ${severity}" transform="translate(${width} 0)"><circle r="9"/><text font-size="10.5">${number}</text></g>`
