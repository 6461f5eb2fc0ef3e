import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import { classifyTables } from '../../../src/codegen/graph/classify-tables.js'
import { classificationOf } from '../../../src/codegen/infer/classification-of.js'
import { inferTenancy } from '../../../src/codegen/infer/infer-tenancy.js'
import type { InferredTable } from '../../../src/codegen/infer/inference.js'
import type { Classification } from '../../../src/model/classification.js'
import type { Schema } from '../../../src/model/schema.js'
import { unmarkedSchema } from './unmarked-schema.js'

const settings = { numRuns: 400 }

const written = (tables: readonly InferredTable[]): Readonly<Record<string, Classification>> =>
  Object.fromEntries(
    tables.flatMap(({ id, ownership }) => {
      const classification = classificationOf(ownership)
      return classification === null ? [] : [[id, classification] as const]
    }),
  )

const errorsOf = (schema: Schema, tables: readonly InferredTable[]) => {
  const classified = classifyTables(schema, written(tables))
  return [...classified.findings, ...buildGraph(classified.schema).findings]
    .filter(({ severity, code }) => severity === 'error' && code !== 'TEN201')
    .map(({ code, message }) => `${code} ${message}`)
}

describe('what is inferred', () => {
  it('as sure is accepted by the graph as it would be written', () => {
    fc.assert(
      fc.property(unmarkedSchema, (schema) => {
        const { tables } = inferTenancy(schema)
        const sure = tables.filter(
          ({ confidence, ownership }) => confidence === 'sure' || ownership.kind === 'root',
        )
        expect(errorsOf(schema, sure)).toEqual([])
      }),
      settings,
    )
  })

  it('does not depend on the order of the tables, and says each of them once', () => {
    fc.assert(
      fc.property(unmarkedSchema, (schema) => {
        const reversed = { ...schema, tables: [...schema.tables].reverse() }
        const [one, other] = [inferTenancy(schema), inferTenancy(reversed)]
        expect(other).toEqual(one)
        expect(one.tables.map(({ id }) => id).sort()).toEqual(
          schema.tables.map(({ schema: of, name }) => `${of}.${name}`).sort(),
        )
      }),
      settings,
    )
  })

  it('stays when it is accepted: what follows was sure before, or rests on what was doubtful', () => {
    fc.assert(
      fc.property(unmarkedSchema, (schema) => {
        const before = inferTenancy(schema)
        const sure = before.tables.filter(({ confidence }) => confidence === 'sure')
        const after = inferTenancy(classifyTables(schema, written(sure)).schema, {
          root: before.root.id ?? '',
        })
        const kept = new Map(after.tables.map(({ id, ownership }) => [id, ownership]))
        for (const { id, ownership } of sure) expect(kept.get(id)).toEqual(ownership)
      }),
      settings,
    )
  })

  it('is never that a table is read by all tenants', () => {
    fc.assert(
      fc.property(unmarkedSchema, (schema) => {
        for (const { ownership } of inferTenancy(schema).tables) {
          expect(ownership.kind).not.toBe('shared')
          expect(ownership).not.toHaveProperty('shared')
        }
      }),
      settings,
    )
  })
})
