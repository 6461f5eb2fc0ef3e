import type { Command } from 'commander'
import { withCommonOptions, withSchemaOption } from '../command-options.js'
import type { ExitCode } from '../exit-code.js'
import type { InitOptions } from '../init/run-init.js'
import type { Io } from '../io.js'

export const addInit = (program: Command, io: Io, finish: (code: ExitCode) => void): void => {
  const command = program
    .command('init')
    .description('propose whose rows the tables of an unmarked schema hold, and write tenantry.config.ts')
  withSchemaOption(withCommonOptions(command, 'tenantry init --yes'))
    .option('--root <table>', 'the table whose rows are the tenants (default: the likeliest)')
    .option('--yes', 'ask nothing: take what is sure, and leave undecided what is doubtful')
    .option('--accept-doubtful', 'with --yes: take the doubtful proposals too')
    .option('--force', 'write a configuration anew that is there; what it says is kept')
    .action(async (options: InitOptions) => finish(await init(options, io)))
}

/** Asking and inferring is loaded by this command alone. */
const init = async (options: InitOptions, io: Io): Promise<ExitCode> => {
  const { runInit } = await import('../init/run-init.js')
  if (!io.interactive || options.yes || options.json) return runInit(options, io, null)
  const { clackAsker } = await import('../init/clack-asker.js')
  return runInit(options, io, await clackAsker())
}
