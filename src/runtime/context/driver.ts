import { TenancyError } from '../../model/error.js'
import type { Adapter } from './adapter.js'
import { generic } from './adapters/generic.js'
import { nodePostgres } from './adapters/node-postgres.js'
import { pglite } from './adapters/pglite.js'
import { postgresJs } from './adapters/postgres-js.js'
import { type DrizzleInside, kindOf } from './drizzle-inside.js'

const adapters: Readonly<Record<string, Adapter>> = {
  PostgresJsSession: postgresJs,
  NodePgSession: nodePostgres,
  PgliteSession: pglite,
}

/**
 * The adapter for a drizzle database, known by the name of its session's class: no driver is imported.
 *
 * @param caller the function that was given it, for its user
 * @throws TenancyError TEN608 for what is no drizzle database over Postgres, and for a plain transaction, whose context
 * would outlive the callback
 */
export const adapterFor = (
  db: unknown,
  caller = 'withTenant',
): {
  readonly adapter: Adapter
  readonly inside: DrizzleInside
} => {
  const given = db as (Partial<DrizzleInside> & { readonly transaction?: unknown }) | null | undefined
  if (!given?.session || !given.dialect || typeof given.transaction !== 'function') {
    throw new TenancyError('TEN608', `the first argument of ${caller} is no drizzle database over Postgres.`)
  }
  if (kindOf(given).endsWith('Transaction')) {
    throw new TenancyError(
      'TEN608',
      `${caller} was given a drizzle transaction. Give it the database: it does nothing inside a transaction of somebody else, whose end it does not know.`,
    )
  }
  const dialect = kindOf(given.dialect)
  if (!dialect.startsWith('Pg')) {
    throw new TenancyError(
      'TEN608',
      `${caller} needs a drizzle database over Postgres; this one's dialect is ${dialect || 'of no known kind'}.`,
    )
  }
  return { adapter: adapters[kindOf(given.session)] ?? generic, inside: given as DrizzleInside }
}
