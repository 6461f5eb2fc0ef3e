/** What is picked out: under the pointer before all, else what a button or the search asks for, else the open table. */
export const lights = `
let hovered = null
let asked = null
let pressed = null

const none = { tables: [], keys: [] }

const around = (ref) => {
  const touching = keys.filter(({ from, to }) => from === ref || to === ref)
  return {
    tables: [ref, ...touching.flatMap(({ from, to }) => [from, to])],
    keys: touching.map((key) => key.ref),
  }
}

const alone = (ref) => {
  const key = keys.find((key) => key.ref === ref)
  return key === undefined ? none : { tables: [key.from, key.to], keys: [key.ref] }
}

const selected = () => (tables.has(location.hash.slice(1)) ? location.hash.slice(1) : null)

const light = () => {
  const open = selected()
  const lit = hovered ?? asked ?? (open === null ? null : around(open))
  svg.classList.toggle('dim', lit !== null)
  const [litTables, litKeys] = [new Set(lit?.tables), new Set(lit?.keys)]
  for (const { ref, element } of tables.values()) {
    element.classList.toggle('lit', litTables.has(ref))
    element.classList.toggle('open', ref === open)
  }
  for (const { ref, element } of keys) element.classList.toggle('lit', litKeys.has(ref))
}

const words = (text) => (text === undefined || text === '' ? [] : text.split(' '))

/** A line of a list, a table or a key: what it is about. */
const subject = (element) => {
  const key = element.closest('[data-key]')
  if (key !== null) return alone(key.dataset.key)
  const table = element.closest('.table, [data-of]')
  return table === null ? null : around(table.dataset.table ?? table.dataset.of)
}

document.addEventListener('pointerover', (event) => {
  const found = pointers.size > 0 ? hovered : subject(event.target)
  if (found === hovered) return
  hovered = found
  light()
})

document.documentElement.addEventListener('pointerleave', () => {
  hovered = null
  light()
})

svg.addEventListener('focusin', (event) => {
  const table = event.target.closest('.table')
  if (table !== null && table.matches(':focus-visible')) reveal(tables.get(table.dataset.table))
})

const press = (button) => {
  pressed?.setAttribute('aria-pressed', 'false')
  pressed = button
  button?.setAttribute('aria-pressed', 'true')
}

for (const button of side.querySelectorAll('button[data-tables]')) {
  button.addEventListener('click', () => {
    const off = pressed === button
    press(off ? null : button)
    asked = off ? null : { tables: words(button.dataset.tables), keys: words(button.dataset.keys) }
    if (!off) show(asked.tables.map((ref) => tables.get(ref)), 1)
    light()
  })
}

function clear() {
  press(null)
  asked = null
  hovered = null
  resetSearch()
  if (location.hash.length > 1) location.hash = ''
  light()
}

const follow = () => {
  const table = tables.get(location.hash.slice(1))
  if (table !== undefined) {
    press(null)
    asked = null
    reveal(table)
  }
  light()
}
addEventListener('hashchange', follow)

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') clear()
})
`
