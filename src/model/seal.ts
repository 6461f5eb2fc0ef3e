import { createHash, createHmac } from 'node:crypto'
import { TenancyError } from './error.js'

/**
 * The seal of a tenant context: an HMAC-SHA256 over tenant, expiry, database and backend, which
 * `tenantry.current_tenant()` checks inside the database. Whoever injects SQL can set the setting `app.tenant_id` but
 * cannot make a seal for it.
 *
 *   seal    = 'v1.' kid '.' expiry '.' pid '.' mac
 *   message = 'tenantry.v1|' expiry '|' pid '|' octet length of database '|' database '|' tenant
 *
 * kid: 16 hex digits; expiry: 10-digit Unix time in seconds; pid: the backend's process id, 0 when the adapter does
 * not know it; mac: 64 hex digits. The length before the database name makes the message unambiguous.
 */
export interface SealKey {
  /** Names the key without telling anything of it: the first 16 hex digits of SHA-256 over 'tenantry.kid|' and the key. */
  readonly kid: string
  readonly secret: Buffer
}

const text = /^[0-9a-f]{64}$/

/**
 * A key from its text form, 64 hex digits (32 random bytes), as `tenantry keys new` prints it.
 *
 * @throws TenancyError TEN602 when the text is no key; the text itself is never shown
 */
export const parseSealKey = (key: string): SealKey => {
  if (!text.test(key)) {
    throw new TenancyError(
      'TEN602',
      `the seal's key is malformed: ${key.length} characters where 64 hex digits are needed. Make one with \`tenantry keys new\` and pass it as TENANTRY_KEY.`,
    )
  }
  const secret = Buffer.from(key, 'hex')
  return {
    kid: createHash('sha256').update('tenantry.kid|').update(secret).digest('hex').slice(0, 16),
    secret,
  }
}

export interface SealClaims {
  readonly tenant: string
  readonly database: string
  /** Backend process id, or 0 for a seal that any session may use. */
  readonly pid: number
  /** Unix time in seconds after which no transaction may begin with this seal. */
  readonly expiry: number
}

export const makeSeal = (key: SealKey, { tenant, database, pid, expiry }: SealClaims): string => {
  const message = `tenantry.v1|${expiry}|${pid}|${Buffer.byteLength(database)}|${database}|${tenant}`
  const mac = createHmac('sha256', key.secret).update(message).digest('hex')
  return `v1.${key.kid}.${expiry}.${pid}.${mac}`
}

/** The key's inner and outer pad (RFC 2104), 64 bytes each: what the database stores, so that SQL needs sha256() alone. */
export const sealPads = (key: SealKey): { readonly ipad: Buffer; readonly opad: Buffer } => {
  const block = Buffer.alloc(64)
  key.secret.copy(block)
  return {
    ipad: block.map((byte) => byte ^ 0x36) as Buffer,
    opad: block.map((byte) => byte ^ 0x5c) as Buffer,
  }
}
