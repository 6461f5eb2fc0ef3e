import { type Command, Option } from 'commander'
import type { GenerateResult } from '../../codegen/generate.js'
import { TenancyError } from '../../model/error.js'
import type { Finding } from '../../model/finding.js'
import {
  type CommonOptions,
  type SchemaOption,
  settingsFor,
  withCommonOptions,
  withSchemaOption,
} from '../command-options.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import type { Io } from '../io.js'
import { countFindings, diagnostics, hasErrors } from '../print/diagnostics.js'
import { generatedText } from '../print/generated.js'
import { readGraph } from '../read-graph.js'

interface Options extends CommonOptions, SchemaOption {
  readonly check?: true
  readonly online?: true
  readonly rolesSql?: true
  readonly migrator?: string
}

export const addGen = (program: Command, io: Io, finish: (code: ExitCode) => void): void => {
  const command = program
    .command('gen')
    .description('read the schema, and write the isolation as the next migration and generated/')
  withSchemaOption(withCommonOptions(command, 'drizzle-kit generate && tenantry gen'))
    .option('--check', 'write nothing; exit 1 when something would be written')
    .option('--online', 'keys and indexes in the form that does not lock large tables')
    .addOption(
      new Option(
        '--roles-sql',
        'print the role part as a script for somebody with CREATEROLE, write nothing',
      ).conflicts(['check', 'online', 'json']),
    )
    .option('--migrator <role>', 'with --roles-sql: the role that runs the migrations')
    .action(async (options: Options) => finish(await gen(options, io)))
}

const gen = async (options: Options, io: Io): Promise<ExitCode> => {
  if (options.migrator !== undefined && !options.rolesSql) {
    throw new TenancyError('TEN134', '--migrator says who the script of --roles-sql is for: pass both.')
  }
  const settings = await settingsFor(options, io)
  const { graph, findings: reading } = await readGraph(settings)
  if (hasErrors(reading) || hasErrors(graph.findings)) {
    return report({ ...nothing, findings: distinct([...reading, ...graph.findings]) }, options, io)
  }
  const { roles, migrationsDir, generatedDir, root } = settings
  if (options.rolesSql) {
    const { rolesSql } = await import('../../codegen/emit/roles-sql.js')
    const schemas = [...new Set(graph.tables.map(({ table }) => table.schema))].sort()
    io.out(rolesSql(roles, schemas, options.migrator ?? null))
    return exitCodes.fine
  }
  const { generate } = await import('../../codegen/generate.js')
  const online = options.online === true
  const result = await generate({ graph, roles, migrationsDir, generatedDir, root, online })
  const findings = distinct([...reading, ...result.findings])
  if (!options.check && !hasErrors(findings)) {
    const { writeFiles } = await import('../../codegen/migrations/write-files.js')
    await writeFiles(root, result.files)
  }
  return report({ ...result, findings }, options, io)
}

const nothing = {
  files: new Map<string, string>(),
  changes: { added: [], changed: [], removed: [] },
} satisfies Omit<GenerateResult, 'findings'>

const distinct = (findings: readonly Finding[]) => [...new Set(findings)]

function report(result: GenerateResult, options: Options, io: Io): ExitCode {
  const { findings, files, changes } = result
  const failed = hasErrors(findings)
  const check = options.check === true
  if (options.json) {
    io.out(`${JSON.stringify({ findings, files: [...files.keys()], changes }, null, 2)}\n`)
  } else {
    if (findings.length > 0) io.err(`${diagnostics(findings, io.colors.err)}\n${countFindings(findings)}\n`)
    if (failed) io.err('nothing is written while there are errors\n')
    else io.out(generatedText(result, { check, colors: io.colors.out }))
  }
  return failed || (check && files.size > 0) ? exitCodes.findings : exitCodes.fine
}
