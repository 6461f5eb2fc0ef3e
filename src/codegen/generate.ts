import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Finding } from '../model/finding.js'
import type { TenancyGraph } from '../model/graph.js'
import type { RoleNames } from '../model/settings.js'
import { buildManifest } from './emit/manifest.js'
import { tenancyMd } from './emit/tenancy-md.js'
import { tenancyTs } from './emit/tenancy-ts.js'
import { readFolder } from './migrations/folder.js'
import { nextMigration } from './migrations/next-migration.js'
import { snapshotFindings } from './migrations/snapshot-findings.js'
import { wholePlan } from './whole-plan.js'

export interface GenerateInput {
  readonly graph: TenancyGraph
  readonly roles: RoleNames
  /** Absolute path of drizzle's migration folder. */
  readonly migrationsDir: string
  /** Absolute path of the folder for the generated files. */
  readonly generatedDir: string
  /** Absolute path that the paths of the result are relative to. */
  readonly root: string
  /** Write keys and indexes in the form that does not lock large tables. */
  readonly online: boolean
}

export interface GenerateResult {
  readonly findings: readonly Finding[]
  /** The files whose bytes would change, by path relative to `root`. */
  readonly files: ReadonlyMap<string, string>
  /** Ids of the statements that the next migration adds, changes and removes. */
  readonly changes: {
    readonly added: readonly string[]
    readonly changed: readonly string[]
    readonly removed: readonly string[]
  }
}

const none = { added: [], changed: [], removed: [] }

/**
 * The main job after reading: from a graph without errors to the files that are to be written. Reads the migration
 * folder, writes nothing. With findings of severity error in the graph or against the snapshot it yields no file.
 *
 * @throws TenancyError TEN122, TEN123 when the migration folder cannot be read
 */
export const generate = async (input: GenerateInput): Promise<GenerateResult> => {
  const { graph, roles, migrationsDir, generatedDir, root } = input
  if (graph.findings.some(({ severity }) => severity === 'error')) {
    return { findings: graph.findings, files: new Map(), changes: none }
  }
  const folder = await readFolder(migrationsDir)
  const findings = [...graph.findings, ...snapshotFindings(graph, folder.snapshot)]
  if (findings.some(({ severity }) => severity === 'error'))
    return { findings, files: new Map(), changes: none }

  const manifest = buildManifest(graph, roles)
  const { statements } = wholePlan(graph, roles, manifest)
  const { files: migrationFiles, changes } = nextMigration({ ...input, folder, statements })
  const texts = new Map([
    ...[...migrationFiles].map(([path, text]) => [join(migrationsDir, path), text] as const),
    [join(generatedDir, 'tenancy.json'), `${JSON.stringify(manifest, null, 2)}\n`],
    [join(generatedDir, 'tenancy.ts'), tenancyTs(manifest)],
    [join(generatedDir, 'tenancy.md'), tenancyMd(graph, manifest, statements)],
  ])
  const files = new Map<string, string>()
  for (const [path, text] of texts) {
    if ((await currentText(path)) !== text) files.set(relative(root, path).split('\\').join('/'), text)
  }
  return { findings, files, changes }
}

async function currentText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}
