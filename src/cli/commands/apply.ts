import type { Command } from 'commander'
import {
  type CommonOptions,
  type DatabaseOption,
  databaseUrl,
  type SchemaOption,
  settingsFor,
  withCommonOptions,
  withDatabaseOption,
  withSchemaOption,
} from '../command-options.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import type { Io } from '../io.js'
import { countFindings, diagnostics, hasErrors } from '../print/diagnostics.js'
import { readGraph } from '../read-graph.js'
import { withConnection } from '../with-connection.js'

interface Options extends CommonOptions, SchemaOption, DatabaseOption {
  readonly release?: true
}

export const addApply = (program: Command, io: Io, finish: (code: ExitCode) => void): void => {
  const command = program
    .command('apply')
    .description('bring a database to the plan directly, for users of drizzle-kit push: idempotent')
  withDatabaseOption(
    withSchemaOption(
      withCommonOptions(command, 'tenantry apply --database-url postgres://owner@localhost/app'),
    ),
  )
    .option(
      '--release',
      'before a push: take down the keys that drizzle-kit push would stumble over, and close tables that it would open',
    )
    .action(async (options: Options) => finish(await apply(options, io)))
}

const apply = async (options: Options, io: Io): Promise<ExitCode> => {
  const settings = await settingsFor(options, io)
  const url = databaseUrl(options, io)
  const { graph, findings: reading } = await readGraph(settings)
  const findings = [...new Set([...reading, ...graph.findings])]
  const failed = hasErrors(findings)
  if (findings.length > 0 && !options.json) {
    io.err(`${diagnostics(findings, io.colors.err)}\n${countFindings(findings)}\n`)
  }
  if (failed) {
    if (options.json) io.out(`${JSON.stringify({ findings, ...nothing }, null, 2)}\n`)
    return exitCodes.findings
  }
  const { wholePlan } = await import('../../codegen/whole-plan.js')
  const { applyPlan } = await import('../../server/apply.js')
  const plan = wholePlan(graph, settings.roles)
  if (options.release) {
    const { releaseForPush } = await import('../../server/release.js')
    const open = new Set(graph.tables.filter(({ table }) => !table.rls).map(({ id }) => id))
    const released = await withConnection(url, (connection) => releaseForPush(connection, plan, open))
    io.out(
      options.json
        ? `${JSON.stringify({ findings, ...nothing, removed: released }, null, 2)}\n`
        : `${released.length} keys and grants taken down: run drizzle-kit push now, then tenantry apply\n`,
    )
    return exitCodes.fine
  }
  const { applied, standing, removed } = await withConnection(url, (connection) =>
    applyPlan(connection, plan, settings.roles),
  )
  if (options.json) io.out(`${JSON.stringify({ findings, applied, standing, removed }, null, 2)}\n`)
  else {
    for (const id of removed) io.out(`removed ${id}\n`)
    io.out(`${applied.length} statements applied, ${standing.length} already there\n`)
  }
  return exitCodes.fine
}

const nothing = { applied: [], standing: [], removed: [] }
