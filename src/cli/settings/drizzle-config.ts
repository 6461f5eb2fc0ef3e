import { basename } from 'node:path'
import { TenancyError } from '../../model/error.js'
import type { Casing, JournalTable } from './parsed-settings.js'
import { oneOf, type Read, refuse, text, textOrTexts } from './read-value.js'

/** What tenantry takes from `drizzle.config.ts`; the many other keys are drizzle-kit's business. */
export interface DrizzleSettings {
  readonly schema: readonly string[] | null
  readonly migrations: string
  readonly casing: Casing | null
  readonly journalTable: JournalTable
}

/**
 * The settings in the default export of a drizzle configuration.
 *
 * @throws TenancyError TEN131 when a key that is read here has a wrong type, or the dialect is not Postgres
 */
export const drizzleSettings = (config: unknown, path: string): DrizzleSettings => {
  const name = basename(path)
  const given = object(config, name)
  if (given.dialect !== undefined && given.dialect !== 'postgresql') {
    throw new TenancyError(
      'TEN131',
      `${name} is for the dialect ${JSON.stringify(given.dialect)}; row-level security, and so tenantry, is for 'postgresql'.`,
    )
  }
  const optional = <T>(key: string, read: Read<T>): T | null =>
    given[key] === undefined ? null : read(given[key], `${name}: ${key}`)
  const migrations = given.migrations === undefined ? {} : object(given.migrations, `${name}: migrations`)
  const journal = (key: 'schema' | 'table', otherwise: string) =>
    migrations[key] === undefined ? otherwise : text(migrations[key], `${name}: migrations.${key}`)
  return {
    schema: optional('schema', textOrTexts),
    // Defaults of drizzle-kit 0.31: out, migrations.schema, migrations.table.
    migrations: optional('out', text) ?? './drizzle',
    casing: optional('casing', oneOf(['snake_case', 'camelCase'])),
    journalTable: { schema: journal('schema', 'drizzle'), table: journal('table', '__drizzle_migrations') },
  }
}

const object: Read<Readonly<Record<string, unknown>>> = (value, path) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse(path, 'an object', value)
