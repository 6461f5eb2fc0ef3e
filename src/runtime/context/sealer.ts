import { makeSeal, parseSealKey, type SealKey } from '../../model/seal.js'

export interface SealOptions {
  /** 64 hex digits, or a function that gives them. Default: the environment's TENANTRY_KEY, read at each transaction. */
  readonly key?: string | (() => string | undefined)
  /** Seconds within which the transaction must begin. Default 60. */
  readonly ttlSeconds?: number
  /** The name that the server knows the database by, where a pooler calls it otherwise. */
  readonly database?: string
  /**
   * Whether a seal holds for one backend only. Default: where the adapter knows the backend without a trip (false with
   * `prepare: false` on postgres.js). Behind a pooler that shares backends between clients it must be false.
   */
  readonly bindPid?: boolean
}

/** Where a seal is to hold. */
export interface SealPlace {
  readonly database: string
  /** The backend's process id, or 0 when it is not known. */
  readonly pid: number
}

export interface Sealer {
  /** The seal of a tenant at a place; empty when there is no key (plain context). */
  readonly seal: (tenant: string, place: SealPlace) => string
  /** Whether a key is there. */
  readonly sealing: boolean
  readonly database: string | null
  /** Null leaves it to the adapter. */
  readonly bindPid: boolean | null
}

// Parsing hashes the key: done once for each key that is seen, not once for each transaction.
const parsed = new Map<string, SealKey>()

/** @throws TenancyError TEN602 when the key is malformed */
export const readSealer = (options: SealOptions): Sealer => {
  const given = options.key ?? process.env.TENANTRY_KEY
  const text = typeof given === 'function' ? given() : given
  const key = text ? keyOf(text) : null
  const ttl = options.ttlSeconds ?? 60
  return {
    sealing: key !== null,
    database: options.database ?? null,
    bindPid: options.bindPid ?? null,
    seal: (tenant, { database, pid }) =>
      key === null
        ? ''
        : makeSeal(key, { tenant, database, pid, expiry: Math.floor(Date.now() / 1000 + ttl) }),
  }
}

function keyOf(text: string): SealKey {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const key = parseSealKey(text)
  // Two keys hold at a time while they rotate; more are not worth keeping.
  if (parsed.size >= 4) parsed.clear()
  parsed.set(text, key)
  return key
}
