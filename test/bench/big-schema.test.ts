import { expect, test } from 'vitest'
import { bigSchema } from '../../bench/big-schema.js'
import type { Table } from '../../src/model/schema.js'
import { readSources } from '../codegen/read/read-sources.js'

const facts = (tables: readonly Table[]) =>
  tables.map(({ place: _place, columns, foreignKeys, ...table }) => ({
    ...table,
    columns: columns.map(({ place: _at, ...column }) => column),
    foreignKeys: foreignKeys.map(({ place: _at, ...key }) => key),
  }))

test('the schema of the bench is the same in one file and in many, and wholly understood', async () => {
  const { oneFile, manyFiles } = bigSchema(40, 5)
  expect(Object.keys(manyFiles)).toHaveLength(10)
  const [one, many] = await Promise.all(
    [oneFile, manyFiles].map((sources) => readSources(sources, { files: ['schema/index.ts'] })),
  )
  expect([one?.findings, many?.findings]).toEqual([[], []])
  expect(one?.schema.tables).toHaveLength(41)
  expect(facts(many?.schema.tables ?? [])).toEqual(facts(one?.schema.tables ?? []))
  const task = one?.schema.tables.find(({ name }) => name === 'task_0')
  expect(task?.columns).toHaveLength(13)
  expect(task?.foreignKeys).toHaveLength(3)
})
