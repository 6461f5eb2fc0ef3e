import type { Evaluator } from '../evaluate/evaluator.js'
import { literal, native, nothing, objectOf, opaque } from '../values/make-value.js'
import type { NativeValue, Site, UnknownValue, Value } from '../values/value.js'
import { buildTable } from './build-table.js'
import { pgEnum } from './column-builders.js'
import { knownName } from './known-name.js'
import { viewFunction } from './view-makers.js'

/** The schema of tables that name none. */
export const publicSchema = 'public'

/** A function with the signature of `pgTable`. */
const tableFunction = (
  name: string,
  evaluator: Evaluator,
  settings: { schema?: string | UnknownValue; rls?: boolean; rename?: (name: Value, site: Site) => Value },
  members?: ReadonlyMap<string, Value>,
): NativeValue =>
  native(
    name,
    ([given = nothing, columns = nothing, extra = nothing], site) =>
      buildTable(
        {
          schema: settings.schema ?? publicSchema,
          name: knownName(settings.rename?.(given, site) ?? given, site),
          columns,
          extra,
          rls: settings.rls ?? false,
          mark: null,
        },
        site,
        evaluator,
      ),
    { makes: 'table', ...(members === undefined ? {} : { members }) },
  )

/** `pgTable`, and `pgTable.withRLS` of drizzle 1.0. */
export const pgTable = (evaluator: Evaluator): NativeValue =>
  tableFunction(
    'pgTable',
    evaluator,
    {},
    new Map([['withRLS', tableFunction('pgTable.withRLS', evaluator, { rls: true })]]),
  )

/** `pgTableCreator((name) => …)`. */
export const pgTableCreator = (evaluator: Evaluator): NativeValue =>
  native(
    'pgTableCreator',
    ([rename = nothing]) =>
      tableFunction('a pgTableCreator', evaluator, {
        rename: (name, site) => evaluator.call(rename, [name], site),
      }),
    { makes: 'table' },
  )

/** `pgSchema('billing')`, with its tables, enums, views and sequences. */
export const pgSchema = (evaluator: Evaluator): NativeValue =>
  native(
    'pgSchema',
    ([name], site) => {
      const schema = knownName(name, site)
      return objectOf([
        ['schemaName', typeof schema === 'string' ? literal(schema) : schema],
        ['table', tableFunction('pgSchema.table', evaluator, { schema })],
        ['enum', pgEnum],
        ['view', viewFunction('pgSchema.view', schema, false)],
        ['materializedView', viewFunction('pgSchema.materializedView', schema, true)],
        ['sequence', opaque('sequence')],
      ])
    },
    { makes: 'table' },
  )
