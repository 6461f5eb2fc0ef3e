import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bigSchema } from './big-schema.js'
import type { Limit } from './limit.js'
import { contest, type Ratio } from './ratio.js'
import { type ProcessRun, processRunner } from './whole-process.js'

export interface ReadingInput {
  readonly rounds: number
  readonly note: (text: string) => void
}

export interface ReadingResult {
  readonly ratios: readonly Ratio[]
  readonly memory: readonly Limit[]
}

export const tables = 1000
const perFile = 5
const repository = fileURLToPath(new URL('..', import.meta.url))

/**
 * What reading costs: `tenantry graph --json`, as published, against `drizzle-kit generate` on the same files with no
 * migration yet. Whole processes, from start to end, on a schema of 1,000 tables in one file and in 200.
 */
export const reading = async ({ rounds, note }: ReadingInput): Promise<ReadingResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-'))
  try {
    note('building tenantry')
    const { run } = processRunner(folder)
    const succeed = async (args: readonly string[], cwd: string): Promise<ProcessRun> => {
      const done = await run(args, cwd)
      if (done.status === 0) return done
      throw new Error(`node ${args.join(' ')} ended with ${done.status}: ${done.stderr || done.stdout}`)
    }
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction')
    cpSync(join(repository, 'package.json'), join(folder, 'package.json'))
    const modules = join(repository, 'node_modules')
    const compiler = join(modules, 'typescript', 'bin', 'tsc')
    await succeed([compiler, '-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist')], repository)

    const peaks: number[] = []
    const graph = async (cwd: string): Promise<string> => {
      const { stdout, peakMb } = await succeed(
        [join(folder, 'dist', 'cli', 'main.js'), 'graph', '--json', '--schema', 'schema/index.ts'],
        cwd,
      )
      peaks.push(peakMb)
      return stdout
    }
    const kitPeaks: number[] = []
    const kit = async (cwd: string): Promise<string> => {
      rmSync(join(cwd, 'drizzle'), { recursive: true, force: true })
      const { stdout, peakMb } = await succeed(
        [
          join(modules, 'drizzle-kit', 'bin.cjs'),
          'generate',
          '--dialect=postgresql',
          '--schema=schema/index.ts',
          '--out=drizzle',
        ],
        cwd,
      )
      kitPeaks.push(peakMb)
      return stdout
    }

    const written = bigSchema(tables, perFile)
    const oneFile = writeFiles(join(folder, 'one-file'), written.oneFile)
    const manyFiles = writeFiles(join(folder, 'many-files'), written.manyFiles)
    const among = writeFiles(join(folder, 'among-others'), { ...written.oneFile, ...unrelated(200) })
    for (const cwd of [oneFile, manyFiles, among]) {
      checkGraph(await graph(cwd))
      checkMigration(await kit(cwd))
    }

    const pace = { rounds, warmUp: 1 }
    note('one file')
    const one = await contest(
      {
        name: `graph, ${tables} tables in one file`,
        atMost: 1,
        baseline: () => kit(oneFile),
        subject: () => graph(oneFile),
      },
      pace,
    )
    note('many files')
    const many = await contest(
      {
        name: `graph, ${tables} tables in ${tables / perFile} files`,
        atMost: 1,
        baseline: () => kit(manyFiles),
        subject: () => graph(manyFiles),
      },
      pace,
    )
    note('gen')
    const project = genProject(join(folder, 'gen'), '../many-files')
    const gen = await contest(
      {
        name: 'gen --check, the whole plan besides',
        atMost: null,
        baseline: () => kit(manyFiles),
        subject: async () => {
          const args = [join(folder, 'dist', 'cli', 'main.js'), 'gen', '--check']
          const { status, stderr } = await run(args, project)
          // 1: there is something to write.
          if (status !== 1 || stderr.includes('TEN')) throw new Error(`gen ended with ${status}: ${stderr}`)
        },
      },
      pace,
    )
    note('files that nobody imports')
    const unneeded = await contest(
      {
        name: 'graph among 200 other files, against without',
        // Parsing them would add as much as the schema itself takes.
        atMost: 1.25,
        baseline: () => graph(oneFile),
        subject: () => graph(among),
      },
      pace,
    )
    return {
      ratios: [one, many, gen, unneeded],
      memory: [
        { name: 'tenantry graph', value: Math.max(...peaks), unit: 'MB', atMost: 400 },
        // Without the process of esbuild.
        { name: 'drizzle-kit generate', value: Math.max(...kitPeaks), unit: 'MB', atMost: null },
      ],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A bench of a command that fails would be fast. */
function checkGraph(text: string): void {
  const graph = JSON.parse(text) as { tables: readonly object[]; findings: readonly { severity: string }[] }
  const errors = graph.findings.filter(({ severity }) => severity === 'error')
  if (graph.tables.length !== tables + 1 || errors.length > 0) {
    throw new Error(`the graph has ${graph.tables.length} tables and ${errors.length} errors`)
  }
}

function checkMigration(text: string): void {
  if (!text.includes(`${tables + 1} tables`)) throw new Error(`drizzle-kit said: ${text.slice(0, 200)}`)
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return folder
}

/** Files of an application that use the schema, each some hundred lines. */
const unrelated = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, number) => [
      `schema/feature-${number}.ts`,
      `import { eq } from 'drizzle-orm'\nimport { organizations } from './index'\n${Array.from(
        { length: 60 },
        (_, query) => `
export const query${query} = (db: any, id: string) => {
  const rows = db.select({ id: organizations.id, name: organizations.name }).from(organizations)
  return rows.where(eq(organizations.id, id)).limit(${query}).then(([row]: any[]) => row ?? null)
}`,
      ).join('\n')}\n`,
    ]),
  )

/** A project that classifies the tables of another folder, and takes drizzle's migrations from there. */
const genProject = (folder: string, schema: string): string =>
  writeFiles(folder, {
    'tenantry.config.ts': `export default {
  schema: '${schema}/schema/index.ts',
  migrations: '${schema}/drizzle',
  tables: { organizations: { kind: 'root' }, '*_*': { kind: 'direct', tenant: 'organization_id' } },
}
`,
  })
