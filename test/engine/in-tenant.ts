import { makeSeal, type SealKey } from '../../src/model/seal.js'
import { contextSettings, defaultRoles } from '../../src/model/settings.js'
import type { Session } from './session.js'

export interface InTenantOptions {
  /** Seals the context with this key; without it the seal is empty, which is the plain context. */
  readonly key?: SealKey
  /** Stands instead of a seal made with `key`: for forged ones. */
  readonly seal?: string
  /** `tenantry_app` if left out. */
  readonly role?: string
  /** What happens to the transaction when `body` is through: `rollback` if left out. After an error it is rolled back. */
  readonly end?: 'commit' | 'rollback'
}

/**
 * A tenant's transaction made by hand, so that attacks meet the database and not our runtime.
 *
 * @returns what `body` returns
 */
export const inTenant = async <T>(
  session: Session,
  tenantId: string | number | bigint,
  body: (session: Session) => Promise<T>,
  { key, seal, role = defaultRoles.app, end = 'rollback' }: InTenantOptions = {},
): Promise<T> => {
  const tenant = String(tenantId)
  const given = seal ?? (key === undefined ? '' : await sealOf(session, key, tenant))
  await session.exec('begin')
  try {
    await session.query(
      `select set_config('${contextSettings.tenant}', $1, true), set_config('${contextSettings.seal}', $2, true), set_config('role', $3, true)`,
      [tenant, given, role],
    )
    const result = await body(session)
    await session.exec(end)
    return result
  } catch (error) {
    await session.exec('rollback')
    throw error
  }
}

/** A seal for that tenant that is good for a minute, in the session's database and for its backend alone. */
export const sealOf = async (session: Session, key: SealKey, tenant: string): Promise<string> => {
  const { rows } = await session.query<{ database: string; pid: number; now: number }>(
    'select current_database() as database, pg_backend_pid() as pid, extract(epoch from now())::int as now',
  )
  const [at] = rows
  if (at === undefined) throw new Error('the server did not say who it is')
  return makeSeal(key, { tenant, database: at.database, pid: at.pid, expiry: at.now + 60 })
}
