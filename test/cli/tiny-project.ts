import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { onTestFinished } from 'vitest'
import { type CliResult, runCli } from './run-cli.js'

/** A project in a temporary folder, gone after the test. */
export interface TinyProject {
  readonly root: string
  run(args: readonly string[], options?: { env?: Record<string, string>; input?: string }): Promise<CliResult>
  write(files: Readonly<Record<string, string>>): Promise<void>
  /** Every file's text by path: what a command has left behind. */
  files(): Promise<Readonly<Record<string, string>>>
}

export const tinyProject = async (files: Readonly<Record<string, string>>): Promise<TinyProject> => {
  const root = await mkdtemp(join(tmpdir(), 'tenantry-cli-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const project: TinyProject = {
    root,
    run: (args, options = {}) => runCli(args, { cwd: root, ...options }),
    write: async (texts) => {
      for (const [path, text] of Object.entries(texts)) {
        await mkdir(dirname(join(root, path)), { recursive: true })
        await writeFile(join(root, path), text)
      }
    },
    files: async () => {
      const entries = await readdir(root, { recursive: true, withFileTypes: true })
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
      const texts = paths.sort().map(async (path) => [relative(root, path), await readFile(path, 'utf8')])
      return Object.fromEntries(await Promise.all(texts))
    },
  }
  await project.write(files)
  return project
}

/** Two companies' invoices: the smallest schema that has something to isolate. */
export const schemaText = `import { text, uuid } from 'drizzle-orm/pg-core'
import { tenantRoot, tenantTable } from 'tenantry'

export const tenants = tenantRoot('tenants', { id: uuid('id').primaryKey(), name: text('name') })
export const invoices = tenantTable('invoices', { id: uuid('id').primaryKey(), total: text('total') })
`

export const configs = {
  'drizzle.config.ts': `import { defineConfig } from 'drizzle-kit'
export default defineConfig({ dialect: 'postgresql', schema: './schema.ts', out: './migrations' })
`,
  'tenantry.config.ts': `import { defineConfig } from 'tenantry/config'
export default defineConfig({ roles: { logins: ['tiny_login'] } })
`,
}

/** What \`drizzle-kit generate\` leaves for tables with these columns. */
export const migrationFolder = (tables: Readonly<Record<string, readonly string[]>>) => ({
  'migrations/0000_init.sql': 'select 1;\n',
  'migrations/meta/_journal.json': JSON.stringify({
    version: '7',
    dialect: 'postgresql',
    entries: [{ idx: 0, version: '7', when: 1_700_000_000_000, tag: '0000_init', breakpoints: true }],
  }),
  'migrations/meta/0000_snapshot.json': JSON.stringify({
    id: '00000000-0000-4000-8000-000000000001',
    prevId: '00000000-0000-0000-0000-000000000000',
    version: '7',
    dialect: 'postgresql',
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, columns]) => [
        `public.${name}`,
        {
          name,
          schema: '',
          columns: Object.fromEntries(columns.map((column) => [column, { name: column, type: 'text' }])),
        },
      ]),
    ),
    enums: {},
  }),
})

export const wholeProject = {
  ...configs,
  'schema.ts': schemaText,
  ...migrationFolder({ tenants: ['id', 'name'], invoices: ['id', 'tenant_id', 'total'] }),
}
