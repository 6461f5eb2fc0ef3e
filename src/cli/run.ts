import { readFile } from 'node:fs/promises'
import { Command, CommanderError } from 'commander'
import { addApply } from './commands/apply.js'
import { addGen } from './commands/gen.js'
import { addGraph } from './commands/graph.js'
import { addInit } from './commands/init.js'
import { addKeys } from './commands/keys.js'
import { addMigrate } from './commands/migrate.js'
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code.js'
import type { Io } from './io.js'
import { printError } from './print/error.js'

/** Runs one command line, without the name of the program, and gives its exit code. */
export const run = async (argv: readonly string[], io: Io): Promise<ExitCode> => {
  let code: ExitCode = exitCodes.fine
  const finish = (result: ExitCode) => {
    code = result
  }
  const program = new Command('tenantry')
    .description('Multi-tenant Postgres for Drizzle, safe by construction.')
    .version(await version())
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (message, write) => write(`${oneLine(message)}\n`),
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 findings or drift, 2 usage or configuration, 3 database out of reach.\n\nExample:\n  $ drizzle-kit generate && tenantry gen',
    )
  for (const add of [addInit, addGraph, addGen, addApply, addMigrate, addKeys]) add(program, io, finish)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    // Commander has said by then what is wrong; its code is 0 for --help and --version alone.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage
    printError(error, io)
    return exitCodeOf(error)
  }
}

const oneLine = (message: string) => message.trim().replaceAll(/\s*\n\s*/g, ' ')

/** `package.json` is two folders up, in the sources as in what is published. */
async function version(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
