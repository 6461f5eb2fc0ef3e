import { basename } from 'node:path'
import type { Classifications } from '../../model/classification.js'
import type { RoleNames } from '../../model/settings.js'
import { classifications } from './classifications.js'
import type { Casing } from './parsed-settings.js'
import { fields, oneOf, text, textOrTexts } from './read-value.js'
import { roleNames } from './role-names.js'

/** What a tenantry configuration says, checked; keys that it leaves out are left out. */
export interface TenantrySettings {
  readonly schema: readonly string[]
  readonly drizzle: string
  readonly migrations: string
  readonly generated: string
  readonly casing: Casing
  readonly roles: RoleNames
  readonly tables: Classifications
}

const settings = fields<TenantrySettings>({
  schema: textOrTexts,
  drizzle: text,
  migrations: text,
  generated: text,
  casing: oneOf(['snake_case', 'camelCase']),
  roles: roleNames,
  tables: classifications,
})

/** @throws TenancyError TEN131 for an unknown key or a value of a wrong type, by name */
export const tenantrySettings = (config: unknown, path: string): Partial<TenantrySettings> =>
  settings(config, basename(path))
