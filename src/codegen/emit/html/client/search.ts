/** The search: picks out tables while one types, goes to the next one on Enter. */
export const search = `
const form = document.getElementById('search')
const input = form.querySelector('input')
const output = form.querySelector('output')
const lines = [...side.querySelectorAll('[data-of]')].map((link) => ({ link, item: link.closest('li') }))
let found = []
let next = 0

const find = () => {
  const wanted = input.value.trim().toLowerCase()
  found = wanted === '' ? [] : [...tables.values()].filter(({ name }) => name.toLowerCase().includes(wanted))
  next = 0
  press(null)
  asked = wanted === '' ? null : { tables: found.map(({ ref }) => ref), keys: [] }
  output.value = wanted === '' ? '' : found.length + ' of ' + tables.size
  const refs = new Set(found.map(({ ref }) => ref))
  for (const { link, item } of lines) item.hidden = wanted !== '' && !refs.has(link.dataset.of)
  light()
}

function resetSearch() {
  if (input.value === '') return
  input.value = ''
  find()
}

input.addEventListener('input', find)
form.addEventListener('submit', (event) => {
  event.preventDefault()
  const table = found[next % Math.max(found.length, 1)]
  if (table === undefined) return
  output.value = ((next % found.length) + 1) + ' of ' + found.length
  next += 1
  show([table], 1)
})

document.addEventListener('keydown', (event) => {
  const typing = document.activeElement === input
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  input.focus()
  input.select()
})
`
