import type { ELK, ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs'
import type { PageKey } from '../page-model.js'
import { holdingY, referredY } from './key-ends.js'
import type { Layout, PlacedBox, Point, Route } from './layout.js'
import type { TableBox } from './table-box.js'

/** https://eclipse.dev/elk/reference/options.html; its random numbers have a fixed seed unless told otherwise. */
const layoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '9',
  'elk.layered.spacing.nodeNodeBetweenLayers': '64',
  'elk.layered.spacing.edgeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
}

/** One group of tables that keys connect: referenced tables left of those that refer to them. */
export const layOutGroup = async (
  { boxes, keys }: { readonly boxes: readonly TableBox[]; readonly keys: readonly PageKey[] },
  elk: ELK,
): Promise<Layout> => {
  const byRef = new Map(boxes.map((box) => [box.table.ref, box]))
  const ends = keys.flatMap((key): readonly Ends[] => {
    const [from, to] = [byRef.get(key.from.ref), byRef.get(key.to?.ref ?? '')]
    return from === undefined || to === undefined ? [] : [{ key, from, to }]
  })
  const between = ends.filter(({ from, to }) => from !== to)
  const graph = (placement: string): ElkNode => ({
    id: 'page',
    layoutOptions: { ...layoutOptions, 'elk.layered.nodePlacement.strategy': placement },
    children: boxes.map((box) => node(box, between)),
    edges: between.map((end) => ({ id: end.key.ref, sources: [outPort(end).id], targets: [inPort(end).id] })),
  })
  const { width = 0, height = 0, children = [], edges = [] } = await bestLayout(graph, elk)
  const placed = children.flatMap(({ id, x = 0, y = 0 }): readonly PlacedBox[] => {
    const box = byRef.get(id)
    return box === undefined ? [] : [{ box, x, y }]
  })
  const lines = new Map(edges.map((edge) => [edge.id, pointsOf(edge)]))
  const loops = placed.flatMap((place) => loopsOf(place, ends))
  return {
    width: Math.max(width, ...loops.flatMap(({ points }) => points.map(({ x }) => x))),
    height,
    boxes: placed,
    routes: [...between.map(({ key }) => ({ key, points: lines.get(key.ref) ?? [] })), ...loops],
  }
}

/**
 * Network simplex stands tables closest, in time that grows with the square of the places that it has to find: 1,000 take
 * 10 s, and a schema whose keys run everywhere has 2,000 at 150 tables. The quick way tells how many they are.
 */
async function bestLayout(graph: (placement: string) => ElkNode, elk: ELK): Promise<ElkNode> {
  const quick = await elk.layout(graph('LINEAR_SEGMENTS'))
  return placesIn(quick) > 800 ? quick : elk.layout(graph('NETWORK_SIMPLEX'))
}

/** Tables, and lines past tables. */
function placesIn({ children = [], edges = [] }: ElkNode): number {
  const layers = new Map(children.map(({ x = 0, width = 0 }) => [Math.round(x), x + width]))
  const passed = edges.map((edge) => {
    const across = pointsOf(edge).map(({ x }) => x)
    const [left, right] = [Math.min(...across), Math.max(...across)]
    return [...layers].filter(([start, end]) => left <= start && end <= right).length
  })
  return passed.reduce((sum, number) => sum + number, children.length)
}

interface Ends {
  readonly key: PageKey
  readonly from: TableBox
  readonly to: TableBox
}

/** Lines end at the rows that they are about: on the right where something points to, on the left where a key is. */
function node(box: TableBox, ends: readonly Ends[]): ElkNode {
  const ports = [
    ...ends.filter(({ to }) => to === box).map(outPort),
    ...ends.filter(({ from }) => from === box).map(inPort),
  ]
  return {
    id: box.table.ref,
    width: box.width,
    height: box.height,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: [...new Map(ports.map((port) => [port.id, port])).values()],
  }
}

const outPort = ({ key, to }: Ends): ElkPort => {
  const y = referredY(key, to)
  return { id: `${to.table.ref}>${y}`, x: to.width, y, layoutOptions: { 'elk.port.side': 'EAST' } }
}

const inPort = ({ key, from }: Ends): ElkPort => {
  const y = holdingY(key, from)
  return { id: `${from.table.ref}<${y}`, x: 0, y, layoutOptions: { 'elk.port.side': 'WEST' } }
}

const pointsOf = ({ sections = [] }: ElkExtendedEdge): readonly Point[] =>
  sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])

/** A table's keys to itself, drawn close to its right side, where other lines do not turn yet. */
function loopsOf({ box, x, y }: PlacedBox, ends: readonly Ends[]): readonly Route[] {
  const right = x + box.width
  return ends
    .filter(({ from, to }) => from === box && to === box)
    .map(({ key }, index) => {
      const [start, end] = [y + referredY(key, box), y + holdingY(key, box)]
      const out = right + 14 + 5 * index
      const corners = [right, out].map((at) => ({ x: at, y: start }))
      return { key, points: [...corners, ...[out, right].map((at) => ({ x: at, y: end }))] }
    })
}
