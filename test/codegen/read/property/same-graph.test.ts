import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSchema } from '../../../../src/codegen/read/read-schema.js'
import { runtimeTables } from '../runtime-schema.js'
import { withoutPlaces } from '../without-places.js'
import { loadProject, onDisk } from './load-project.js'
import { schemas } from './schema-arbitrary.js'
import { type WrittenProject, writeProject } from './write-project.js'

/** Projects as sources; a failure shows them, and not the data that they were written from. */
const projects = schemas.map((spec) => {
  const project = writeProject(spec)
  const shown = () =>
    [
      `casing ${project.casing}, entries ${project.entries.join(', ')}`,
      ...Object.entries(project.sources).map(([path, text]) => `--- ${path}\n${text}`),
    ].join('\n')
  return Object.defineProperty(project, fc.toStringMethod, { value: shown })
})

const sameGraph = (project: WrittenProject): Promise<void> =>
  onDisk(project, async (root) => {
    const { casing, entries } = project
    const runtime = runtimeTables(await loadProject(root, project), casing)
    fc.pre(runtime.length > 0)
    const input = { files: entries, root, ...(casing === undefined ? {} : { casing }) }
    const { schema, findings } = await readSchema(input)
    expect(findings).toEqual([])
    expect(schema.tables.map((table, index) => withoutPlaces(table, runtime[index]))).toEqual(runtime)
  })

test('any schema, written in any style, is read as drizzle says it at run time', async () => {
  await fc.assert(fc.asyncProperty(projects, sameGraph), { numRuns: 100, interruptAfterTimeLimit: 60_000 })
}, 120_000)
