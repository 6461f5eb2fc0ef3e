import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { components } from '../../../src/codegen/graph/components.js'
import { graphOf } from './graph-of.js'

/** A graph of up to 24 nodes, with references to nodes outside it among them. */
const graphs = fc.integer({ min: 0, max: 24 }).chain((size) => {
  const node = fc.integer({ min: 0, max: size + 1 }).map((n) => `n${n}`)
  return fc.record({
    nodes: fc.shuffledSubarray(
      Array.from({ length: size }, (_, n) => `n${n}`),
      { minLength: size },
    ),
    edges: fc.array(fc.tuple(node, node), { maxLength: size * 3 }),
  })
})

const referencesOf = (edges: readonly (readonly [string, string])[]) => (node: string) =>
  edges.filter(([from]) => from === node).map(([, to]) => to)

/** Every node that can be reached from `start`. */
const reachable = (start: string, references: (node: string) => readonly string[]): ReadonlySet<string> => {
  const seen = new Set<string>()
  const open = [start]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of references(node)) {
      if (!seen.has(next)) {
        seen.add(next)
        open.push(next)
      }
    }
  }
  return seen
}

describe('components', () => {
  test('every reference points to an earlier or to the same component, and each node is in one', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const found = components(nodes, referencesOf(edges))
        const place = new Map(
          found.flatMap((members, index) => members.map((member) => [member, index] as const)),
        )
        expect([...place.keys()].sort()).toEqual([...nodes].sort())
        expect(found.flat()).toHaveLength(nodes.length)
        for (const [from, to] of edges) {
          const [source, target] = [place.get(from), place.get(to)]
          if (source !== undefined && target !== undefined) expect(target).toBeLessThanOrEqual(source)
        }
      }),
    )
  })

  test('two nodes share a component exactly when each can be reached from the other', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const inside = edges.filter(([from, to]) => nodes.includes(from) && nodes.includes(to))
        const references = referencesOf(inside)
        const found = components(nodes, references)
        for (const left of nodes) {
          for (const right of nodes) {
            const mutual = reachable(left, references).has(right) && reachable(right, references).has(left)
            const together = found.some((members) => members.includes(left) && members.includes(right))
            expect(together).toBe(left === right || mutual)
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  test('the order of the input makes no difference', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const turned = components([...nodes].reverse(), referencesOf([...edges].reverse()))
        expect(turned).toEqual(components(nodes, referencesOf(edges)))
      }),
    )
  })

  test('a chain of a hundred thousand references needs no deep stack', () => {
    const nodes = Array.from({ length: 100_000 }, (_, n) => `n${n}`)
    const found = components(nodes, (node) => [`n${Number(node.slice(1)) + 1}`])
    expect(found).toHaveLength(nodes.length)
    expect(found[0]).toEqual(['n99999'])
  })
})

test('tenant tables come after the root, also when no key of theirs says so', async () => {
  const graph = await graphOf(`
    export const zoo = tenantRoot('zoo', { id: uuid('id').primaryKey(), main: uuid('main').references(() => cages.id) })
    export const cages = tenantTable('cages', { id: uuid('id').primaryKey() })
    export const animals = tenantTable('animals', { cage: uuid('cage').references(() => cages.id) })
    export const kinds = sharedTable('kinds', { id: uuid('id') })`)
  expect(graph.components).toEqual([['public.cages', 'public.zoo'], ['public.animals'], ['public.kinds']])
})
