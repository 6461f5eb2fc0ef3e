import { getTableColumns } from 'drizzle-orm'
import {
  PgDeleteBase,
  PgDialect,
  PgInsertBase,
  PgInsertBuilder,
  PgSelectBase,
  PgUpdateBase,
  QueryBuilder,
} from 'drizzle-orm/pg-core'
import { describe, expect, it } from 'vitest'
import { invoices } from '../../../../schema/index.js'
import { parseTenantId } from '../../../../src/model/tenant-id.js'
import { createPredicates } from '../../../../src/runtime/context/predicate/create-predicates.js'
import { selectConfigOf } from '../../../../src/runtime/context/predicate/select-config.js'
import { companyA } from '../../../isolation/seed.js'

/*
 * What the predicate relies on inside drizzle. When one of these fails after an upgrade, drizzle has moved something:
 * src/runtime/context/predicate/builder-configs.ts and scoped-dialect.ts are where to follow it. Whoever uses such a
 * drizzle gets TEN619 from withTenant, with the same sentence.
 */
const open = (dialect: object) => createPredicates({ type: 'uuid' })(parseTenantId(companyA, 'uuid'), dialect)
const errorOf = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('it was taken for a drizzle that is known')
}

describe('drizzle, as the predicate knows it', () => {
  it('binds the tenant in a statement of every shape', () => {
    class Installed extends PgDialect {}
    expect(() => open(new Installed())).not.toThrow()
  })

  it('tells a builder’s select from the rest, and what it was told', () => {
    const select = new QueryBuilder().select({ id: invoices.id }).from(invoices)
    expect(selectConfigOf(select)).toMatchObject({
      table: invoices,
      fields: { id: invoices.id },
      setOperators: [],
    })
    expect(selectConfigOf(invoices)).toBe(null)
  })

  it('gives an insert the values by the keys of the columns', () => {
    let given: unknown
    class Seeing extends PgDialect {
      override buildInsertQuery(config: Parameters<PgDialect['buildInsertQuery']>[0]) {
        given = config
        return super.buildInsertQuery(config)
      }
    }
    new PgInsertBuilder(invoices, undefined as never, new Seeing())
      .values({ number: '1', total: '2' })
      .toSQL()
    expect(given).toMatchObject({
      table: invoices,
      values: [{ number: { value: '1' }, total: { value: '2' } }],
    })
    expect(Object.keys(getTableColumns(invoices))).toContain('tenantId')
  })
})

describe('a drizzle that has moved', () => {
  const moved: readonly (readonly [shape: string, prototype: object])[] = [
    ['a select', PgSelectBase.prototype],
    ['an update', PgUpdateBase.prototype],
    ['a delete', PgDeleteBase.prototype],
    ['an insert', PgInsertBase.prototype],
  ]

  it.each(moved)(
    'is refused with a sentence that names the shape: builders no longer ask the dialect for %s',
    (shape, prototype) => {
      class Moved extends PgDialect {}
      const owner = Object.hasOwn(prototype, 'getSQL') ? prototype : Object.getPrototypeOf(prototype)
      const { getSQL } = owner
      owner.getSQL = function (this: { dialect: PgDialect }) {
        return getSQL.call(Object.create(this, { dialect: { value: new PgDialect() } }))
      }
      try {
        expect(errorOf(() => open(new Moved()))).toMatchObject({
          name: 'TenancyError',
          code: 'TEN619',
          message: expect.stringMatching(
            `TEN619 this drizzle-orm builds its statements otherwise than the tenant predicate knows: ${shape} came out without the tenant\\. .* predicate: false`,
          ),
        })
      } finally {
        owner.getSQL = getSQL
      }
      expect(() => open(new Moved())).not.toThrow()
    },
  )

  it('is refused too when a method is gone', () => {
    const methods = [
      ['buildSelectQuery', 'a select'],
      ['buildSetOperationQuery', 'a union'],
      ['buildUpdateQuery', 'an update'],
      ['buildUpdateSet', 'an update'],
      ['buildDeleteQuery', 'a delete'],
      ['buildInsertQuery', 'an insert'],
      ['buildRelationalQueryWithoutPK', 'a relational query'],
    ] as const
    for (const [method, shape] of methods) {
      class Without extends PgDialect {}
      Object.defineProperty(Without.prototype, method, { value: undefined, writable: true })
      expect(
        errorOf(() => open(new Without())),
        method,
      ).toMatchObject({
        code: 'TEN619',
        message: expect.stringContaining(`${shape} could not be built`),
        cause: expect.any(TypeError),
      })
    }
  })

  it('is refused when the names of columns are spelt elsewhere, as in 1.0', () => {
    class Uncased extends PgDialect {}
    expect(errorOf(() => open(Object.assign(new Uncased(), { casing: undefined })))).toMatchObject({
      code: 'TEN619',
    })
  })

  it('is refused when a part of a statement is put elsewhere', () => {
    class Joins extends PgDialect {}
    const { buildJoins } = PgDialect.prototype as unknown as { buildJoins(joins: unknown): unknown }
    // As if ON had moved out of the joins.
    Object.defineProperty(Joins.prototype, 'buildJoins', {
      value(joins: readonly object[] | undefined) {
        return buildJoins.call(
          this,
          joins?.map((join) => ({ ...join, on: undefined })),
        )
      },
    })
    expect(errorOf(() => open(new Joins()))).toMatchObject({
      message: expect.stringContaining('a join came out without the tenant'),
    })
  })

  it('is tried once, not for every transaction', () => {
    let built = 0
    class Counting extends PgDialect {
      override sqlToQuery(...args: Parameters<PgDialect['sqlToQuery']>) {
        built += 1
        return super.sqlToQuery(...args)
      }
    }
    open(new Counting())
    const first = built
    open(new Counting())
    expect([first > 0, built]).toEqual([true, first])
  })
})
