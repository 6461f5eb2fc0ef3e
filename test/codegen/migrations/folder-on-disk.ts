import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GenerateResult, generate } from '../../../src/codegen/generate.js'
import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import { writeFiles } from '../../../src/codegen/migrations/write-files.js'
import type { Table } from '../../../src/model/schema.js'
import { defaultRoles, type RoleNames } from '../../../src/model/settings.js'
import { schemaOf } from '../small-schema.js'

/** A project in a temporary folder whose drizzle-kit is played by this class. */
export interface ProjectOnDisk {
  readonly root: string
  /** What `drizzle-kit generate` does: the next migration, its journal row and a snapshot of these tables. */
  drizzle(tables: readonly Table[], sql: string): Promise<void>
  /** What `tenantry gen` does, and writes unless `check`. */
  gen(
    tables: readonly Table[],
    options?: { check?: boolean; online?: boolean; roles?: Partial<RoleNames> },
  ): Promise<GenerateResult>
  read(path: string): Promise<string>
  journal(): Promise<{ entries: readonly { idx: number; when: number; tag: string }[] }>
  remove(): Promise<void>
}

export const projectOnDisk = async (): Promise<ProjectOnDisk> => {
  const root = await mkdtemp(join(tmpdir(), 'tenantry-gen-'))
  await mkdir(join(root, 'migrations/meta'), { recursive: true })
  const read = (path: string) => readFile(join(root, path), 'utf8')
  const journal = async () => JSON.parse(await read('migrations/meta/_journal.json'))
  const write = (path: string, text: string) => writeFile(join(root, path), text)
  await write(
    'migrations/meta/_journal.json',
    JSON.stringify({ version: '7', dialect: 'postgresql', entries: [] }),
  )
  return {
    root,
    read,
    journal,
    drizzle: async (tables, sql) => {
      const current = await journal()
      const idx = current.entries.length
      const prefix = String(idx).padStart(4, '0')
      const when = Math.max(1_700_000_000_000, (current.entries.at(-1)?.when ?? 0) + 60_000)
      current.entries.push({ idx, version: '7', when, tag: `${prefix}_app`, breakpoints: true })
      await write('migrations/meta/_journal.json', JSON.stringify(current, null, 2))
      await write(`migrations/${prefix}_app.sql`, sql)
      await write(`migrations/meta/${prefix}_snapshot.json`, JSON.stringify(snapshot(tables, idx), null, 2))
    },
    gen: async (tables, { check = false, online = false, roles = {} } = {}) => {
      const result = await generate({
        graph: buildGraph(schemaOf(...tables)),
        roles: { ...defaultRoles, ...roles },
        migrationsDir: join(root, 'migrations'),
        generatedDir: join(root, 'generated'),
        root,
        online,
      })
      if (!check) await writeFiles(root, result.files)
      return result
    },
    remove: () => rm(root, { recursive: true }),
  }
}

const snapshot = (tables: readonly Table[], idx: number) => ({
  id: `00000000-0000-4000-8000-${String(idx).padStart(12, '0')}`,
  prevId: '00000000-0000-0000-0000-000000000000',
  version: '7',
  dialect: 'postgresql',
  tables: Object.fromEntries(
    tables.map((table) => [
      `public.${table.name}`,
      {
        name: table.name,
        schema: '',
        columns: Object.fromEntries(table.columns.map(({ name, type }) => [name, { name, type }])),
      },
    ]),
  ),
  enums: {},
})
