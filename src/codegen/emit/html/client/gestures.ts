/** Pointer, wheel and keyboard on the diagram. */
export const gestures = `
const pointers = new Map()
let dragged = false

const at = (event) => {
  const { left, top } = stage.getBoundingClientRect()
  return { x: event.clientX - left, y: event.clientY - top }
}

svg.addEventListener('pointerdown', (event) => {
  if (event.button !== 0) return
  if (pointers.size === 0) dragged = false
  pointers.set(event.pointerId, at(event))
})

const spread = () => {
  const [a, b] = [...pointers.values()]
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, size: Math.hypot(a.x - b.x, a.y - b.y) }
}

svg.addEventListener('pointermove', (event) => {
  const last = pointers.get(event.pointerId)
  if (last === undefined) return
  const now = at(event)
  // A hand that clicks shakes a little.
  if (!dragged && Math.hypot(now.x - last.x, now.y - last.y) < 4) return
  if (!dragged) svg.setPointerCapture(event.pointerId)
  dragged = true
  cancelAnimationFrame(moving)
  const before = pointers.size === 2 ? spread() : null
  pointers.set(event.pointerId, now)
  if (before === null) {
    camera.x += now.x - last.x
    camera.y += now.y - last.y
  } else {
    const after = spread()
    Object.assign(camera, zoom(after.size / Math.max(before.size, 1), before.x, before.y))
    camera.x += after.x - before.x
    camera.y += after.y - before.y
  }
  svg.classList.add('dragging')
  draw()
})

const release = (event) => {
  pointers.delete(event.pointerId)
  if (pointers.size === 0) svg.classList.remove('dragging')
}
svg.addEventListener('pointerup', release)
svg.addEventListener('pointercancel', release)
// Tables are links: one does not drag them away, and does not follow them at the end of a drag.
svg.addEventListener('dragstart', (event) => event.preventDefault())
svg.addEventListener('click', (event) => {
  if (dragged) event.preventDefault()
  else if (event.target.closest('.table, .key') === null) clear()
}, true)

stage.addEventListener('wheel', (event) => {
  if (event.target.closest('article') !== null) return
  event.preventDefault()
  cancelAnimationFrame(moving)
  const lines = event.deltaMode === 1 ? 18 : 1
  // Pinching on a touchpad comes as a wheel with ctrl, in smaller steps.
  const { x, y } = at(event)
  Object.assign(camera, zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016)), x, y))
  draw()
}, { passive: false })

const acts = {
  '+': () => zoomMiddle(1.4),
  '=': () => zoomMiddle(1.4),
  '-': () => zoomMiddle(1 / 1.4),
  0: fit,
  ArrowLeft: () => travel({ ...camera, x: camera.x + 120 }),
  ArrowRight: () => travel({ ...camera, x: camera.x - 120 }),
  ArrowUp: () => travel({ ...camera, y: camera.y + 120 }),
  ArrowDown: () => travel({ ...camera, y: camera.y - 120 }),
}

stage.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('article') !== null) return
  const act = acts[event.key]
  if (act === undefined) return
  event.preventDefault()
  act()
})

for (const button of document.querySelectorAll('#tools button')) {
  button.addEventListener('click', () => acts[button.dataset.act]())
}
`
