import { TenancyError } from '../../model/error.js'
import type { EmittedStatement } from '../plan/diff-plan.js'

/** `tenantry.lock.json`: what the migrations have emitted so far. */
export interface Lock {
  readonly version: 1
  /** Tag of the newest migration of ours. */
  readonly migration: string
  readonly statements: readonly EmittedStatement[]
}

/** @throws TenancyError TEN123 when the text is no lock of this version */
export const parseLock = (source: string, name: string): Lock => {
  try {
    const lock = JSON.parse(source) as Lock
    if (lock.version === 1 && typeof lock.migration === 'string' && Array.isArray(lock.statements))
      return lock
    throw new Error(`version ${String(lock.version)}`)
  } catch (cause) {
    throw new TenancyError(
      'TEN123',
      `${name} is not a lock file that this version understands (${(cause as Error).message}). Restore it from version control.`,
      { cause },
    )
  }
}

export const lockText = (lock: Lock): string =>
  `${JSON.stringify(
    {
      ...lock,
      statements: lock.statements.map(({ id, kind, table, sql, inverse, needs }) => ({
        id,
        kind,
        table,
        sql,
        inverse,
        needs,
      })),
    },
    null,
    2,
  )}\n`
