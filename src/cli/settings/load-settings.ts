import { basename, dirname, relative, resolve } from 'node:path'
import { TenancyError } from '../../model/error.js'
import { defaultRoles } from '../../model/settings.js'
import { type DrizzleSettings, drizzleSettings } from './drizzle-config.js'
import { findConfig, isFile } from './find-file.js'
import { loadModule } from './load-module.js'
import type { ParsedSettings } from './parsed-settings.js'
import { tenantrySettings } from './tenantry-config.js'

/** What the command line says about the settings. */
export interface SettingsRequest {
  /** The folder that everything else is relative to, absolute. */
  readonly cwd: string
  /** `--config`: another file than `tenantry.config.*` in `cwd`. */
  readonly config?: string
  /** `--schema`: instead of what the configuration says, relative to `cwd`. */
  readonly schema?: readonly string[]
  /** `--drizzle-config`: another file than `drizzle.config.*` beside that one, relative to `cwd`. */
  readonly drizzleConfig?: string
  /** Whether the command can do without any configuration once it has `schema`. */
  readonly schemaSuffices?: boolean
  /** Told what is not as it should be and does not stop the command. */
  readonly warn: (message: string) => void
}

/**
 * The settings from `tenantry.config.*`, and what it leaves out from `drizzle.config.*` in the same folder.
 *
 * @throws TenancyError TEN130 for a file that cannot be loaded, TEN131 for what stands in it, TEN132 when there is no
 * configuration or none of them names the schema
 */
export const loadSettings = async (request: SettingsRequest): Promise<ParsedSettings> => {
  const { cwd } = request
  const path = await tenantryConfigPath(request)
  const root = path === null ? cwd : dirname(path)
  const own = path === null ? {} : tenantrySettings(await loadModule(path), path)
  const suffices = request.schemaSuffices === true && request.schema !== undefined
  const drizzlePath = await drizzleConfigPath(request, own.drizzle, root)
  const drizzle = await loadDrizzle(drizzlePath, suffices ? request.warn : null)
  if (path === null && drizzle === null && !suffices) {
    throw new TenancyError(
      'TEN132',
      `neither tenantry.config.ts nor drizzle.config.ts is in ${cwd}. Run tenantry in the project's folder, or name it with --cwd or --config.`,
    )
  }
  const schema = request.schema?.map((file) => resolve(cwd, file)) ?? own.schema ?? drizzle?.schema ?? null
  if (schema === null) {
    throw new TenancyError(
      'TEN132',
      `no schema is named: set \`schema\` in ${path === null ? 'drizzle.config.ts' : basename(path)}, or pass --schema FILE.`,
    )
  }
  return {
    root,
    schema,
    migrationsDir: resolve(root, own.migrations ?? drizzle?.migrations ?? './drizzle'),
    generatedDir: resolve(root, own.generated ?? './generated'),
    casing: own.casing ?? drizzle?.casing ?? null,
    roles: own.roles ?? defaultRoles,
    tables: own.tables ?? {},
    journalTable: drizzle?.journalTable ?? { schema: 'drizzle', table: '__drizzle_migrations' },
  }
}

const tenantryConfigPath = ({ cwd, config }: SettingsRequest): Promise<string | null> =>
  config === undefined ? findConfig(cwd, 'tenantry.config') : namedFile(config, cwd, '--config')

function drizzleConfigPath(
  { cwd, drizzleConfig }: SettingsRequest,
  own: string | undefined,
  root: string,
): Promise<string | null> {
  if (drizzleConfig !== undefined) return namedFile(drizzleConfig, cwd, '--drizzle-config')
  return own === undefined ? findConfig(root, 'drizzle.config') : namedFile(own, root, 'drizzle')
}

async function namedFile(name: string, folder: string, by: string): Promise<string> {
  const path = resolve(folder, name)
  if (await isFile(path)) return path
  throw new TenancyError('TEN130', `${by} ${name}: there is no such file in ${relative('', folder) || '.'}.`)
}

/**
 * A drizzle configuration may demand an environment that only its own commands need. Where it is not needed, that is
 * told and passed over.
 */
async function loadDrizzle(
  path: string | null,
  warn: ((message: string) => void) | null,
): Promise<DrizzleSettings | null> {
  if (path === null) return null
  try {
    return drizzleSettings(await loadModule(path), path)
  } catch (error) {
    if (warn === null || !(error instanceof TenancyError)) throw error
    warn(`${error.message} Going on without it: columns without a name get their key as name.`)
    return null
  }
}
