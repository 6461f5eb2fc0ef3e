import { beforeAll, describe, expect, it } from 'vitest'
import { layOut } from '../../../../../src/codegen/emit/html/diagram/lay-out.js'
import type { Layout, PlacedBox, Point } from '../../../../../src/codegen/emit/html/diagram/layout.js'
import { tableBoxes } from '../../../../../src/codegen/emit/html/diagram/table-box.js'
import { pageModel } from '../../../../../src/codegen/emit/html/page-model.js'
import { buildGraph } from '../../../../../src/codegen/graph/build-graph.js'
import type { TenancyGraph } from '../../../../../src/model/graph.js'
import { column, direct, key, ownColumns, schemaOf, table, tenants } from '../../../small-schema.js'
import { oddGraph } from '../odd-graph.js'

const layoutOf = (graph: TenancyGraph): Promise<Layout> => {
  const model = pageModel(graph, [])
  return layOut(tableBoxes(model), [...model.rootKeys, ...model.keys])
}

/** So many tables: each refers to two others, some to themselves. */
const tangle = (number: number) => () =>
  buildGraph(
    schemaOf(
      tenants,
      ...Array.from({ length: number }, (_, index) => {
        const targets = [...new Set([index >> 1, (index * 7) % number])]
        return table(`t${index}`, direct, {
          columns: ownColumns(...targets.map((target) => column(`t${target}_id`))),
          foreignKeys: targets.map((target) => key(`t${target}_id`, `t${target}`)),
        })
      }),
    ),
  )

const overlap = (a: PlacedBox, b: PlacedBox) =>
  a.x < b.x + b.box.width && b.x < a.x + a.box.width && a.y < b.y + b.box.height && b.y < a.y + a.box.height

/** Whether a line from corner to corner runs through a box, not only along it. */
const crosses = (a: Point, b: Point, { box, x, y }: PlacedBox) =>
  Math.max(a.x, b.x) > x + 0.5 &&
  Math.min(a.x, b.x) < x + box.width - 0.5 &&
  Math.max(a.y, b.y) > y + 0.5 &&
  Math.min(a.y, b.y) < y + box.height - 0.5

describe.each([
  ['every kind of table and key', oddGraph],
  ['thirty tables whose keys run everywhere', tangle(30)],
])('the layout of %s', (_, graph) => {
  let layout: Layout
  beforeAll(async () => {
    layout = await layoutOf(graph())
  })

  it('has no two tables in one place, and no line through a table', () => {
    const { boxes, routes } = layout
    const overlapping = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => overlap(a, b)))
    expect(overlapping).toEqual([])
    const crossed = routes.flatMap(({ points }) =>
      points.slice(1).flatMap((point, index) => {
        const before = points[index] as Point
        return boxes.filter((box) => crosses(before, point, box))
      }),
    )
    expect(crossed).toEqual([])
  })

  it('ends each line at the two rows that it is about', () => {
    const { boxes, routes } = layout
    const declared = graph().tables.flatMap(({ table }) => table.foreignKeys)
    expect(routes.length).toBeGreaterThanOrEqual(declared.length - 1)
    for (const { key, points } of routes) {
      const placed = (table: typeof key.to) => boxes.find(({ box }) => box.table === table) as PlacedBox
      const [from, to] = [placed(key.from), placed(key.to)]
      const rowAt = ({ box, y }: PlacedBox, end: Point | undefined) =>
        box.rows.find((row) => Math.abs(y + row.y - (end?.y ?? 0)) < 0.5)?.column.name
      const telling = key.key.columns.filter((column, _, all) => all.length === 1 || column !== 'tenant_id')
      expect(telling).toContain(rowAt(from, points.at(-1)))
      expect(key.key.references.columns).toContain(rowAt(to, points[0]))
      expect(points[0]?.x).toBeCloseTo(to.x + to.box.width)
    }
  })

  it('is the same each time, and all of it lies within its size', async () => {
    const { width, height, boxes, routes } = layout
    const again = await layoutOf(graph())
    expect(again.boxes.map(({ x, y }) => [x, y])).toEqual(boxes.map(({ x, y }) => [x, y]))
    expect(again.routes.map((route) => route.points)).toEqual(routes.map((route) => route.points))
    const points = routes.flatMap((route) => route.points)
    const ends = boxes.map(({ box, x, y }) => ({ x: x + box.width, y: y + box.height }))
    const all = [...points, ...ends, ...boxes]
    expect(all.filter(({ x, y }) => x < 0 || y < 0 || x > width + 0.01 || y > height + 0.01)).toEqual([])
  })
})

it('a large schema whose keys run everywhere is laid out', async () => {
  const { boxes } = await layoutOf(tangle(150)())
  expect(boxes).toHaveLength(151)
}, 120_000)

it('tables without keys stand in rows and columns, not in one line', async () => {
  const lonely = Array.from({ length: 40 }, (_, index) => ({
    ...table(`alone_${index}`, direct),
    mark: null,
  }))
  const { width, height } = await layoutOf(buildGraph(schemaOf(...lonely)))
  expect(width / height).toBeGreaterThan(0.8)
  expect(width / height).toBeLessThan(3)
})
