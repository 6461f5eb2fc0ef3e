import { TenancyError } from './error.js'

/** The SQL types that a tenant's key may have. */
export const tenantIdTypes = ['uuid', 'text', 'varchar', 'integer', 'bigint'] as const
export type TenantIdType = (typeof tenantIdTypes)[number]

declare const brand: unique symbol
/** A validated tenant id in its canonical text (uuid in lower case, integers without sign or leading zeros). */
export type TenantId = string & { readonly [brand]: 'TenantId' }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const digits = /^(0|-?[1-9][0-9]{0,18})$/
const max: Record<'integer' | 'bigint', bigint> = { integer: 2n ** 31n, bigint: 2n ** 63n }

const canonical: Record<TenantIdType, (value: string) => string | null> = {
  uuid: (value) => {
    const lower = value.toLowerCase()
    return uuid.test(lower) ? lower : null
  },
  integer: (value) => integer(value, max.integer),
  bigint: (value) => integer(value, max.bigint),
  text,
  varchar: text,
}

function integer(value: string, limit: bigint): string | null {
  if (!digits.test(value)) return null
  const number = BigInt(value)
  return number < limit && number >= -limit ? value : null
}

// 200 characters: longer than any key in use (ULID 26, prefixed ids, e-mail-like slugs), short enough for any log line.
function text(value: string): string | null {
  return value.length > 0 && value.length <= 200 && value.trim() === value && !/\p{Cc}/u.test(value)
    ? value
    : null
}

/**
 * The id that `value` stands for, validated before any SQL is sent.
 *
 * @throws TenancyError TEN601 when `value` is not a tenant id of that type (missing, empty, malformed, out of range)
 */
export const parseTenantId = (value: unknown, type: TenantIdType): TenantId => {
  const given =
    typeof value === 'string'
      ? value
      : typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))
        ? String(value)
        : null
  const id = given === null ? null : canonical[type](given)
  if (id === null) {
    const shown =
      given === null ? (value === null ? 'null' : typeof value) : JSON.stringify(given.slice(0, 60))
    throw new TenancyError(
      'TEN601',
      `not a tenant id: ${shown}. This tenancy's ids are ${type}; pass the id of an existing tenant.`,
    )
  }
  return id as TenantId
}
