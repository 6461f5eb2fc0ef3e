import type { Point } from './layout.js'

/** An SVG path through the points, its corners rounded. */
export const roundPath = (points: readonly Point[], radius: number): string => {
  const parts = points.map((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]]
    if (before === undefined) return `M${at(point)}`
    if (after === undefined) return `L${at(point)}`
    const reach = Math.min(radius, distance(before, point) / 2, distance(point, after) / 2)
    return `L${at(towards(point, before, reach))}Q${at(point)} ${at(towards(point, after, reach))}`
  })
  return parts.join('')
}

/** Tenths of a pixel: nobody sees less, and the page gets shorter. */
export const tenths = (value: number): number => Math.round(value * 10) / 10

const at = ({ x, y }: Point) => `${tenths(x)} ${tenths(y)}`

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y)

function towards(from: Point, to: Point, reach: number): Point {
  const length = distance(from, to)
  if (length === 0) return from
  return { x: from.x + ((to.x - from.x) * reach) / length, y: from.y + ((to.y - from.y) * reach) / length }
}
