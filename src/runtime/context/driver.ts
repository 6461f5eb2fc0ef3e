import { TenancyError } from '../../model/error.js'
import type { Adapter } from './adapter.js'
import { generic } from './adapters/generic.js'
import { nodePostgres } from './adapters/node-postgres.js'
import { pglite } from './adapters/pglite.js'
import { postgresJs } from './adapters/postgres-js.js'
import type { DrizzleInside } from './scope.js'

// Drizzle's own way of naming a class across copies of the package.
const entityKind = Symbol.for('drizzle:entityKind')

const adapters: Readonly<Record<string, Adapter>> = {
  PostgresJsSession: postgresJs,
  NodePgSession: nodePostgres,
  PgliteSession: pglite,
}

const kindOf = (value: object | undefined): string => {
  const kind: unknown = (value?.constructor as { readonly [entityKind]?: unknown } | undefined)?.[entityKind]
  return typeof kind === 'string' ? kind : ''
}

/**
 * The adapter for a drizzle database.
 *
 * @throws TenancyError TEN608 for what is no drizzle database over Postgres, and for a plain transaction, whose context
 * would outlive the callback
 */
export const adapterFor = (db: unknown): { readonly adapter: Adapter; readonly inside: DrizzleInside } => {
  const inside = db as Partial<DrizzleInside> | null | undefined
  if (
    !inside?.session ||
    !inside.dialect ||
    typeof (db as { transaction?: unknown }).transaction !== 'function'
  ) {
    throw new TenancyError(
      'TEN608',
      'the first argument of withTenant is no drizzle database over Postgres, nor the tx of another withTenant.',
    )
  }
  if (kindOf(inside as object).endsWith('Transaction')) {
    throw new TenancyError(
      'TEN608',
      'withTenant was given a plain drizzle transaction. Give it the database: withTenant opens a transaction of its own, and ends the context with it.',
    )
  }
  const dialect = kindOf(inside.dialect)
  if (!dialect.startsWith('Pg')) {
    throw new TenancyError(
      'TEN608',
      `withTenant needs a drizzle database over Postgres; this one's dialect is ${dialect || 'of no known kind'}.`,
    )
  }
  return { adapter: adapters[kindOf(inside.session)] ?? generic, inside: inside as DrizzleInside }
}
