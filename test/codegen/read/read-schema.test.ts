import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'
import { describe, expect, test } from 'vitest'
import { readSchema } from '../../../src/codegen/read/read-schema.js'
import { runtimeTables, runtimeViews } from './runtime-schema.js'
import { withoutPlaces } from './without-places.js'

const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url))
const project = fileURLToPath(new URL('../../../', import.meta.url))

interface Fixture {
  readonly casing?: 'snake_case' | 'camelCase'
  /** Where packages of the fixture lead at run time, where an installation would have linked them. */
  readonly alias?: Readonly<Record<string, string>>
}

const settings = (folder: string): Fixture => {
  const file = join(folder, 'fixture.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Fixture) : {}
}

/** The schema's exports. Only jiti knows tsconfig paths and aliases; everything else loads as the tests themselves do. */
const load = (folder: string): Promise<object> => {
  const tsconfig = join(folder, 'tsconfig.json')
  const file = join(folder, 'schema.ts')
  const { alias = {} } = settings(folder)
  if (!existsSync(tsconfig) && Object.keys(alias).length === 0) return import(/* @vite-ignore */ file)
  const absolute = Object.entries(alias).map(([name, path]) => [name, join(folder, path)])
  return createJiti(import.meta.url, {
    ...(existsSync(tsconfig) ? { tsconfigPaths: tsconfig } : {}),
    alias: Object.fromEntries(absolute),
    moduleCache: false,
  }).import(file)
}

describe('what is read is what drizzle says at run time', () => {
  test.each(readdirSync(fixtures).sort())('%s', async (name) => {
    const folder = join(fixtures, name)
    const { casing } = settings(folder)
    const module = await load(folder)
    const runtime = runtimeTables(module, casing)
    const input = { files: ['schema.ts'], root: folder, ...(casing === undefined ? {} : { casing }) }
    const { schema, findings } = await readSchema(input)
    expect(findings).toEqual([])
    const read = schema.tables.map((table, index) => withoutPlaces(table, runtime[index]))
    expect(read).toEqual(runtime)
    expect(schema.views.map(({ place: _place, ...view }) => view)).toEqual(runtimeViews(module))
    expect(read.length).toBeGreaterThan(0)
  })

  test('the reference application', async () => {
    const runtime = runtimeTables(await import('../../../schema/index.js'))
    const { schema, findings } = await readSchema({ files: ['schema/index.ts'], root: project })
    expect(findings).toEqual([])
    expect(schema.tables.map((table, index) => withoutPlaces(table, runtime[index]))).toEqual(runtime)
    expect(runtime.length).toBeGreaterThan(10)
  })
})

test('places are relative to the project, and name the declaration', async () => {
  const { schema } = await readSchema({ files: [join(project, 'schema/work.ts')], root: project })
  const line = readFileSync(join(project, 'schema/work.ts'), 'utf8')
    .split('\n')
    .findIndex((text) => text.startsWith('export const documents'))
  expect(schema.tables.find(({ name }) => name === 'documents')?.place).toEqual({
    file: 'schema/work.ts',
    line: line + 1,
    column: 14,
  })
})

test('a table that a function of the project makes stands where it is exported', async () => {
  const { schema } = await readSchema({ files: ['schema.ts'], root: join(fixtures, 'helper-functions') })
  const { file } = schema.tables.find(({ name }) => name === 'entity')?.place ?? {}
  expect(file).toBe('schema.ts')
})

test('several entry files give each table once, in one order', async () => {
  const root = join(fixtures, 'references')
  const [left, right] = await Promise.all([
    readSchema({ files: ['schema.ts', 'documents.ts'], root }),
    readSchema({ files: ['documents.ts', './schema.ts'], root }),
  ])
  expect(left.schema.tables.map(({ name }) => name)).toEqual([
    'documents',
    'later',
    'projects',
    'tree',
    'twice',
  ])
  expect(JSON.stringify(right)).toBe(JSON.stringify(left))
})
