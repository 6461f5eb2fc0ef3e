import type { Classifications } from './model/classification.js'
import type { RoleNames } from './model/settings.js'

/**
 * What `tenantry.config.ts` may say. Paths are relative to the folder of that file. What is left out comes from
 * `drizzle.config.ts` beside it (schema, migration folder, casing) or has a default.
 */
export interface TenantryConfig {
  /** Files, folders or globs whose exported tables make up the schema. */
  readonly schema?: string | readonly string[]
  /** The drizzle configuration, when it is not `drizzle.config.*` beside this file. */
  readonly drizzle?: string
  /** Drizzle's migration folder, `out` in `drizzle.config.ts`. */
  readonly migrations?: string
  /** The folder for the generated files; `./generated` if left out. */
  readonly generated?: string
  /** How columns without a name get theirs, as in `drizzle.config.ts`. */
  readonly casing?: 'snake_case' | 'camelCase'
  /**
   * Whose rows tables hold that are not marked in their source, an auth library's for example: by name or pattern, for
   * example `{ member: { kind: 'direct', tenant: 'organization_id' }, 'auth.*': { kind: 'system' } }`.
   */
  readonly tables?: Classifications
  /** Names of the roles in the database, and the logins that the app connects as. */
  readonly roles?: Partial<RoleNames>
}

/**
 * The configuration as it is, with its type checked.
 *
 * @example
 * // tenantry.config.ts
 * import { defineConfig } from 'tenantry/config'
 * export default defineConfig({ roles: { logins: ['my_app'] } })
 */
export const defineConfig = (config: TenantryConfig): TenantryConfig => config
