import { components } from '../../../graph/components.js'
import type { PageKey } from '../page-model.js'
import { layOutGroup } from './lay-out-group.js'
import type { Layout, Point } from './layout.js'
import { pack } from './pack.js'
import type { TableBox } from './table-box.js'

/** Room between groups of tables that no key connects. */
const gap = 48
/** Tables that refer to one table and are drawn with a line to it. */
const mostLines = 24
/** About what a screen leaves for the diagram. */
const aspect = 1.6

/**
 * Where tables stand and lines run. Tables that keys connect are laid out together, and the groups are packed. The same
 * input gives the same layout.
 */
export const layOut = async (boxes: readonly TableBox[], keys: readonly PageKey[]): Promise<Layout> => {
  // A megabyte and a half, for this one page.
  const { default: elkjs } = await import('elkjs')
  const elk = new elkjs.default()
  const parts: Layout[] = []
  const hubs = hubsAmong(keys)
  const drawn = keys.filter(({ from, to }) => from === to || !hubs.has(to?.ref ?? ''))
  for (const group of groupsOf(boxes, drawn)) parts.push(await layOutGroup(group, elk))
  const places = pack(parts, { gap, aspect })
  const moved = parts.map((part, index) => move(part, places[index] ?? { x: 0, y: 0 }))
  return {
    width: Math.max(0, ...moved.map(({ right }) => right)),
    height: Math.max(0, ...moved.map(({ bottom }) => bottom)),
    boxes: moved.flatMap((part) => part.boxes),
    routes: moved.flatMap((part) => part.routes),
  }
}

/**
 * Tables to which so many others refer that lines to them say nothing any more: a hundred tables with a key to the root
 * would stand in one column. Such keys stand in the tables' details, and in their colour.
 */
function hubsAmong(keys: readonly PageKey[]): ReadonlySet<string> {
  const referring = new Map<string, Set<string>>()
  for (const { from, to } of keys) {
    if (to === null || to.ref === from.ref) continue
    referring.set(to.ref, (referring.get(to.ref) ?? new Set()).add(from.ref))
  }
  return new Set([...referring].filter(([, tables]) => tables.size > mostLines).map(([ref]) => ref))
}

/** Tables that are connected by keys, whichever way these point. */
function groupsOf(boxes: readonly TableBox[], keys: readonly PageKey[]) {
  const beside = new Map<string, string[]>(boxes.map(({ table }) => [table.ref, []]))
  for (const { from, to } of keys) {
    if (to === null) continue
    beside.get(from.ref)?.push(to.ref)
    beside.get(to.ref)?.push(from.ref)
  }
  return components([...beside.keys()], (ref) => beside.get(ref) ?? []).map((refs) => {
    const members = new Set(refs)
    return {
      boxes: boxes.filter(({ table }) => members.has(table.ref)),
      keys: keys.filter(({ from }) => members.has(from.ref)),
    }
  })
}

function move(part: Layout, by: Point) {
  const moved = ({ x, y }: Point) => ({ x: x + by.x, y: y + by.y })
  return {
    right: by.x + part.width,
    bottom: by.y + part.height,
    boxes: part.boxes.map((placed) => ({ ...placed, ...moved(placed) })),
    routes: part.routes.map(({ key, points }) => ({ key, points: points.map(moved) })),
  }
}
