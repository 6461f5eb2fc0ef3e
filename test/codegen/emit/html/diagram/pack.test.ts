import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pack } from '../../../../../src/codegen/emit/html/diagram/pack.js'

const sizes = fc.array(
  fc.record({ width: fc.integer({ min: 1, max: 900 }), height: fc.integer({ min: 1, max: 900 }) }),
  { maxLength: 40 },
)

it('packed rectangles keep their distance', () => {
  const gap = 20
  fc.assert(
    fc.property(sizes, (rectangles) => {
      const placed = pack(rectangles, { gap, aspect: 1.6 }).map((place, index) => ({
        ...place,
        width: rectangles[index]?.width ?? 0,
        height: rectangles[index]?.height ?? 0,
      }))
      expect(placed).toHaveLength(rectangles.length)
      placed.forEach((a, index) => {
        for (const b of placed.slice(index + 1)) {
          const beside = a.x + a.width + gap <= b.x || b.x + b.width + gap <= a.x
          const above = a.y + a.height + gap <= b.y || b.y + b.height + gap <= a.y
          expect(beside || above).toBe(true)
        }
      })
    }),
  )
})

it('low ones stand on one another beside a high one', () => {
  const small = { width: 100, height: 50 }
  const places = pack([{ width: 800, height: 500 }, small, small, small], { gap: 10, aspect: 2 })
  expect(places).toEqual([
    { x: 0, y: 0 },
    { x: 810, y: 0 },
    { x: 810, y: 60 },
    { x: 810, y: 120 },
  ])
})
