import type { Evaluator } from '../evaluate/evaluator.js'
import { native, opaque } from '../values/make-value.js'
import type { Value } from '../values/value.js'
import { alias } from './alias.js'
import { columnBuilders, customType, pgEnum } from './column-builders.js'
import { extraBuilders } from './extra-builders.js'
import { pgSchema, pgTable, pgTableCreator, publicSchema } from './table-makers.js'
import { viewFunction } from './view-makers.js'

/** Exports of `drizzle-orm/pg-core` that make no table and no part of one. */
const harmless = ['getTableConfig', 'pgPolicy', 'pgRole', 'pgSequence']

/** The exports of `drizzle-orm/pg-core` that schema files use. */
export const pgCore = (evaluator: Evaluator): ReadonlyMap<string, Value> =>
  new Map<string, Value>([
    ...harmless.map((name): [string, Value] => [name, native(name, () => opaque(name))]),
    ...columnBuilders,
    ...extraBuilders,
    ['alias', alias],
    ['customType', customType(evaluator)],
    ['pgEnum', pgEnum],
    ['pgTable', pgTable(evaluator)],
    ['pgTableCreator', pgTableCreator(evaluator)],
    ['pgSchema', pgSchema(evaluator)],
    ['pgView', viewFunction('pgView', publicSchema, false)],
    ['pgMaterializedView', viewFunction('pgMaterializedView', publicSchema, true)],
  ])
