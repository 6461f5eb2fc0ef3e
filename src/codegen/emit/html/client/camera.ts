/** Which part of the diagram is seen, and how large: dragging, the wheel, two fingers, buttons and keys change it. */
export const camera = `
const limits = { least: 0.02, most: 3, far: 0.5 }
const camera = { x: 0, y: 0, scale: 1 }
let moving = 0

const draw = () => {
  view.setAttribute('transform', 'translate(' + camera.x + ' ' + camera.y + ') scale(' + camera.scale + ')')
  svg.classList.toggle('far', camera.scale < limits.far)
}

const clamp = (scale) => Math.min(limits.most, Math.max(limits.least, scale))

/** Goes there in a few frames, or at once for who does not want things to move. */
const travel = (to) => {
  cancelAnimationFrame(moving)
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    Object.assign(camera, to)
    draw()
    return
  }
  const from = { ...camera }
  let start
  const step = (now) => {
    start ??= now
    const part = Math.min(1, (now - start) / 240)
    const eased = 1 - (1 - part) ** 3
    for (const axis of ['x', 'y', 'scale']) camera[axis] = from[axis] + (to[axis] - from[axis]) * eased
    draw()
    if (part < 1) moving = requestAnimationFrame(step)
  }
  moving = requestAnimationFrame(step)
}

/** The part of the stage that no open details cover. */
const room = () => {
  const open = selected()
  const { width, height } = stage.getBoundingClientRect()
  const covered = open === null ? 0 : document.getElementById(open).offsetWidth + 24
  return { width: Math.max(width - covered, 160), height }
}

const frame = (boxes, most) => {
  if (boxes.length === 0) return null
  const left = Math.min(...boxes.map(({ x }) => x))
  const top = Math.min(...boxes.map(({ y }) => y))
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - left
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - top
  const space = room()
  const scale = clamp(Math.min((space.width - 64) / width, (space.height - 64) / height, most))
  return {
    x: space.width / 2 - (left + width / 2) * scale,
    y: space.height / 2 - (top + height / 2) * scale,
    scale,
  }
}

const show = (boxes, most) => {
  const to = frame(boxes, most)
  if (to !== null) travel(to)
}

const fit = () => show([...tables.values()], 1.2)

/** Zooms about a point of the stage, which stays where it is. */
const zoom = (factor, x, y) => {
  const scale = clamp(camera.scale * factor)
  const change = scale / camera.scale
  return { x: x - (x - camera.x) * change, y: y - (y - camera.y) * change, scale }
}

const zoomMiddle = (factor) => {
  const { width, height } = room()
  travel(zoom(factor, width / 2, height / 2))
}

/** A table that is out of sight comes into the middle; one that is seen stays. */
const reveal = ({ x, y, width, height }) => {
  const space = room()
  const [left, top] = [x * camera.scale + camera.x, y * camera.scale + camera.y]
  const inside = left >= 0 && top >= 0 && left + width * camera.scale <= space.width && top + height * camera.scale <= space.height
  if (!inside) show([{ x, y, width, height }], Math.max(camera.scale, limits.far))
}
`
