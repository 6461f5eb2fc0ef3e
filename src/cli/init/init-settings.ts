import { dirname, relative, resolve, sep } from 'node:path'
import { glob } from 'tinyglobby'
import { TenancyError } from '../../model/error.js'
import { type CommonOptions, type SchemaOption, settingsFor } from '../command-options.js'
import type { Io } from '../io.js'
import { loadModule } from '../settings/load-module.js'
import type { ParsedSettings } from '../settings/parsed-settings.js'
import type { ConfigFile } from './config-file.js'

export interface InitSettings {
  readonly parsed: ParsedSettings
  /** What the configuration is to say besides `tables`. */
  readonly written: Readonly<Record<string, unknown>>
}

/**
 * The settings of the project before it has a configuration, or with the one that is there.
 *
 * @throws TenancyError as `loadSettings`; TEN132 also says where a drizzle configuration is found further down
 */
export const initSettings = async (
  options: CommonOptions & SchemaOption,
  file: ConfigFile,
  folder: string,
  io: Io,
): Promise<InitSettings> => {
  const root = dirname(file.path)
  const { schema, drizzleConfig } = options
  const absolute = {
    ...(schema === undefined ? {} : { schema: schema.map((entry) => resolve(folder, entry)) }),
    ...(drizzleConfig === undefined ? {} : { drizzleConfig: resolve(folder, drizzleConfig) }),
  }
  const parsed = await settingsFor(
    { ...absolute, cwd: root, ...(file.exists ? { config: file.path } : {}) },
    io,
    { schemaSuffices: true },
  ).catch((error: unknown) => withPlaces(error, root))
  const from = (path: string) => {
    const way = relative(root, path).split(sep).join('/')
    return way.startsWith('.') ? way : `./${way}`
  }
  return {
    parsed,
    written: {
      roles: { logins: [] },
      ...(file.exists ? await ownSettings(file.path) : {}),
      ...(absolute.schema === undefined ? {} : { schema: absolute.schema.map(from) }),
      ...(absolute.drizzleConfig === undefined ? {} : { drizzle: from(absolute.drizzleConfig) }),
    },
  }
}

/** As they stand in the file, which has passed the border by now: expressions have become their values. */
async function ownSettings(path: string): Promise<Readonly<Record<string, unknown>>> {
  const { tables: _, ...rest } = (await loadModule(path)) as Record<string, unknown>
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
}

async function withPlaces(error: unknown, root: string): Promise<never> {
  if (!(error instanceof TenancyError) || error.code !== 'TEN132') throw error
  const found = await glob('**/drizzle.config.{ts,mts,cts,js,mjs,cjs,json}', {
    cwd: root,
    ignore: ['**/node_modules/**'],
    deep: 5,
  })
  const folders = found.map((path) => dirname(path)).sort()
  if (folders.length === 0) throw error
  throw new TenancyError(
    'TEN132',
    `${error.message.replace(/^TEN132 /, '')} A drizzle configuration is in ${folders.join(', ')}: pass --cwd ${folders[0]}.`,
    { cause: error },
  )
}
