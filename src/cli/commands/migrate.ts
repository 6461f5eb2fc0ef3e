import type { Command } from 'commander'
import {
  type CommonOptions,
  type DatabaseOption,
  databaseUrl,
  settingsFor,
  withCommonOptions,
  withDatabaseOption,
} from '../command-options.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import type { Io } from '../io.js'
import { withConnection } from '../with-connection.js'

type Options = CommonOptions & DatabaseOption

export const addMigrate = (program: Command, io: Io, finish: (code: ExitCode) => void): void => {
  const command = program
    .command('migrate')
    .description("run drizzle's migrations as the owner, with FORCE lifted so that backfills see their rows")
  withDatabaseOption(
    withCommonOptions(command, 'tenantry migrate --database-url postgres://owner@localhost/app'),
  ).action(async (options: Options) => finish(await run(options, io)))
}

const run = async (options: Options, io: Io): Promise<ExitCode> => {
  const { migrationsDir, journalTable } = await settingsFor(options, io)
  const url = databaseUrl(options, io)
  const { migrate } = await import('../../server/migrate.js')
  const applied = await withConnection(url, (connection) =>
    migrate(connection, { migrationsDir, journalTable }),
  )
  if (options.json) io.out(`${JSON.stringify({ applied }, null, 2)}\n`)
  else {
    for (const tag of applied) io.out(`applied ${tag}\n`)
    if (applied.length === 0) io.out('nothing to apply\n')
  }
  return exitCodes.fine
}
