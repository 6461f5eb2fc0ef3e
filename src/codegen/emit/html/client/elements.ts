/** What the script works on: tables and keys of the diagram, read from the page's own attributes. */
export const elements = `
const svg = document.getElementById('diagram')
const view = document.getElementById('view')
const stage = document.getElementById('stage')
const side = document.getElementById('side')
const tables = new Map([...svg.querySelectorAll('.table')].map((element) => {
  const [x, y, width, height] = element.dataset.box.split(' ').map(Number)
  const name = element.querySelector('title').textContent
  return [element.dataset.table, { ref: element.dataset.table, element, name, x, y, width, height }]
}))
const keys = [...svg.querySelectorAll('.key')].map((element) => ({
  ref: element.dataset.key, element, from: element.dataset.from, to: element.dataset.to,
}))
`
