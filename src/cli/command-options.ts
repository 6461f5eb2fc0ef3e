import { resolve } from 'node:path'
import type { Command } from 'commander'
import { TenancyError } from '../model/error.js'
import type { Io } from './io.js'
import { loadSettings } from './settings/load-settings.js'
import type { ParsedSettings } from './settings/parsed-settings.js'

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: true
  readonly config?: string
  readonly drizzleConfig?: string
  readonly cwd?: string
}

export interface SchemaOption {
  readonly schema?: readonly string[]
}

export interface DatabaseOption {
  readonly databaseUrl?: string
}

export const withCommonOptions = (command: Command, example: string): Command =>
  command
    .option('--json', 'print JSON on stdout, and nothing else there')
    .option('--config <file>', 'configuration file (default: tenantry.config.ts)')
    .option('--drizzle-config <file>', 'drizzle configuration (default: drizzle.config.ts beside it)')
    .option('--cwd <dir>', "the project's folder (default: the current one)")
    .addHelpText('after', `\nExample:\n  $ ${example}`)

export const withSchemaOption = (command: Command): Command =>
  command.option('--schema <file...>', 'schema files, folders or globs, instead of the configured ones')

export const withDatabaseOption = (command: Command): Command =>
  command.option('--database-url <url>', 'the database, as the owner of its tables (default: DATABASE_URL)')

/** The settings for a command, from its options and the configuration files. */
export const settingsFor = (
  options: CommonOptions & SchemaOption,
  io: Io,
  { schemaSuffices = false }: { readonly schemaSuffices?: boolean } = {},
): Promise<ParsedSettings> =>
  loadSettings({
    cwd: projectFolder(options, io),
    schemaSuffices,
    warn: (message) => io.err(`${io.colors.err.yellow('warning')} ${message}\n`),
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.drizzleConfig === undefined ? {} : { drizzleConfig: options.drizzleConfig }),
    ...(options.schema === undefined ? {} : { schema: options.schema }),
  })

const projectFolder = ({ cwd }: CommonOptions, io: Io): string => resolve(io.cwd, cwd ?? '.')

/** @throws TenancyError TEN134 when neither the option nor DATABASE_URL says where the database is */
export const databaseUrl = ({ databaseUrl: given }: DatabaseOption, { env }: Io): string => {
  const url = given ?? env.DATABASE_URL
  if (url !== undefined && url !== '') return url
  throw new TenancyError('TEN134', 'no database is named: pass --database-url URL, or set DATABASE_URL.')
}
