import { toCamelCase, toSnakeCase } from 'drizzle-orm/casing'
import * as pg from 'drizzle-orm/pg-core'
import { getPgColumnBuilders } from 'drizzle-orm/pg-core/columns/all'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { builderMethods } from '../../../src/codegen/read/drizzle/builder-members.js'
import { nameFromKey } from '../../../src/codegen/read/drizzle/casing.js'
import { columnBuilders } from '../../../src/codegen/read/drizzle/column-builders.js'
import { makeEvaluator } from '../../../src/codegen/read/evaluate/make-evaluator.js'
import { tenantry } from '../../../src/codegen/read/tenancy/tenantry.js'
import * as marks from '../../../src/runtime/schema/default-tenancy.js'
import { defineTenancy } from '../../../src/runtime/schema/define-tenancy.js'

/** Methods of the prototypes of a builder, and of the builder itself: `$default` is an own property. */
const methodsOf = (builder: object): readonly string[] => {
  const names: string[] = []
  for (
    let at: object | null = builder;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    names.push(
      ...Object.getOwnPropertyNames(at).filter((name) => typeof Reflect.get(builder, name) === 'function'),
    )
  }
  return names
}

/** Drizzle's own use: they build the column, and are called by no schema. */
const internal = ['build', 'buildExtraConfigColumn', 'buildForeignKeys', 'constructor', 'setName']

test('every column builder of drizzle is known', () => {
  const builders = Object.keys(getPgColumnBuilders()).filter((name) => name !== 'customType')
  expect([...columnBuilders.keys()].sort()).toEqual([...builders, 'decimal'].sort())
})

test('every method of every column builder of drizzle is known', () => {
  const made = [
    ...Object.values(getPgColumnBuilders()).map((make) => (make as (config: object) => object)({})),
    pg.pgEnum('e', ['a'])('e'),
    pg.text().array(),
  ].filter((builder) => typeof builder === 'object')
  const methods = new Set(made.flatMap(methodsOf).filter((name) => !internal.includes(name)))
  expect([...builderMethods].sort()).toEqual([...methods].sort())
})

test('every function that marks tables is known', () => {
  const known = tenantry(makeEvaluator())
  for (const name of [...Object.keys(marks), ...Object.keys(defineTenancy())])
    expect(known.has(name)).toBe(true)
})

test('names are made from keys as drizzle makes them', () => {
  const keys = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('id', 'ID', 'User', 'html', 'HTML', '2', '_', '$', "'", 'é', 'X'), {
        maxLength: 6,
      })
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(keys, (key) => {
      expect(nameFromKey(key, 'snake_case')).toBe(toSnakeCase(key))
      expect(nameFromKey(key, 'camelCase')).toBe(toCamelCase(key))
      expect(nameFromKey(key, undefined)).toBe(key)
    }),
  )
})
