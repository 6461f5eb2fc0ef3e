import { randomBytes } from 'node:crypto'
import { TenancyError } from '../model/error.js'
import { quoteIdent } from '../model/quote.js'
import { type SealKey, sealPads } from '../model/seal.js'
import { type RoleNames, tenantrySchema } from '../model/settings.js'
import type { Connection, Queries } from './connection.js'
import { lockMigrations } from './lock.js'
import { joinRoles } from './membership.js'

const table = `${quoteIdent(tenantrySchema)}."seal_key"`

/** A key that the database holds, without anything of its secret. */
export interface InstalledKey {
  readonly kid: string
  readonly createdAt: Date
  /** The newest one. An older one beside it holds until the next rotation. */
  readonly current: boolean
}

/** The text of a new key: 32 random bytes in hex, what `parseSealKey` reads. */
export const newKeyText = (): string => randomBytes(32).toString('hex')

/** The installed keys, newest first. */
export const listKeys = (connection: Connection, roles: RoleNames): Promise<readonly InstalledKey[]> =>
  asSeal(connection, roles, installedKeys)

/**
 * Installs the first key: from its commit on, a tenant id without a seal is refused.
 *
 * @throws TenancyError TEN483 when there is a key already
 */
export const installKey = (connection: Connection, roles: RoleNames, key: SealKey): Promise<void> =>
  asSeal(connection, roles, async (tx) => {
    const [first] = await installedKeys(tx)
    if (first !== undefined) {
      throw new TenancyError(
        'TEN483',
        `the database has a key already (${first.kid}). \`tenantry keys rotate\` puts a new one beside it.`,
      )
    }
    await insert(tx, key)
  })

/**
 * Puts a key beside the newest one, and removes those before: both hold until the next rotation, so that apps can be
 * given the new one at their own pace.
 *
 * @returns the key that stays beside the new one
 * @throws TenancyError TEN483 when there is no key yet, or this one is installed
 */
export const rotateKey = (connection: Connection, roles: RoleNames, key: SealKey): Promise<InstalledKey> =>
  asSeal(connection, roles, async (tx) => {
    const keys = await installedKeys(tx)
    const [newest, ...older] = keys
    if (newest === undefined) {
      throw new TenancyError(
        'TEN483',
        'the database has no key yet. `tenantry keys new --database-url` installs the first one, which turns the seal on.',
      )
    }
    if (keys.some(({ kid }) => kid === key.kid)) {
      throw new TenancyError(
        'TEN483',
        `the key ${key.kid} is installed already. Unset TENANTRY_KEY to have a new one made, or pass another.`,
      )
    }
    for (const { kid } of older) await tx.query(`delete from ${table} where kid = $1`, [kid])
    await insert(tx, key)
    return newest
  })

async function installedKeys(tx: Queries): Promise<readonly InstalledKey[]> {
  const rows = await tx.query<{ kid: string; createdAt: Date }>(
    `select kid, created_at as "createdAt" from ${table} order by created_at desc, kid`,
  )
  return rows.map(({ kid, createdAt }, index) => ({ kid, createdAt, current: index === 0 }))
}

/**
 * The newest key is the one that came last, also on a server whose clock went back. An error is told without its
 * object: drivers attach the parameters, and the server the row, from which the key is one XOR away.
 */
async function insert(tx: Queries, key: SealKey): Promise<void> {
  const { ipad, opad } = sealPads(key)
  try {
    await tx.query(
      `insert into ${table} (kid, ipad, opad, created_at)
      select $1::text, $2::bytea, $3::bytea, greatest(now(), (select max(created_at) + interval '1 microsecond' from ${table}))`,
      [key.kid, ipad, opad],
    )
  } catch (error) {
    throw new TenancyError('TEN484', `the key ${key.kid} cannot be stored: ${(error as Error).message}.`)
  }
}

/**
 * Works as the role that owns the keys, for the length of one transaction: the connecting role is a member no longer
 * than that.
 */
function asSeal<T>(
  connection: Connection,
  { seal }: RoleNames,
  run: (tx: Queries) => Promise<T>,
): Promise<T> {
  return connection
    .transaction(async (tx) => {
      await lockMigrations(tx)
      const leave = await joinRoles(tx, [seal])
      const [before] = await tx.query<{ role: string }>(`select current_setting('role') as role`)
      await tx.query(`select set_config('role', $1, true)`, [seal])
      const result = await run(tx)
      await tx.query(`select set_config('role', $1, true)`, [before?.role ?? 'none'])
      await leave()
      return result
    })
    .catch((cause: unknown) => {
      throw explained(cause, seal)
    })
}

/** What the server says, with what to do; a statement of ours carries a key only as a parameter, which it does not repeat. */
function explained(cause: unknown, seal: string): unknown {
  const { code, message } = cause as { code?: string; message?: string }
  const advice: Partial<Record<string, string>> = {
    '42501': `Connect as a superuser, as the role that made ${seal}, or as a member of it (\`tenantry gen --roles-sql --migrator ROLE\`).`,
    '42704': 'Run the tenantry migration first: it makes the role and the table of the keys.',
    '42P01': 'Run the tenantry migration first: it makes the table of the keys.',
    '3F000': 'Run the tenantry migration first: it makes the table of the keys.',
    '22023': 'Run the tenantry migration first: it makes the role and the table of the keys.',
  }
  const what = code === undefined ? undefined : advice[code]
  return what === undefined
    ? cause
    : new TenancyError('TEN484', `the keys of the seal are out of reach: ${message}. ${what}`, { cause })
}
