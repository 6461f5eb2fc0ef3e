import { TenancyError } from '../model/error.js'
import type { Connection, Driver } from './connection.js'
import { nodePostgres } from './drivers/node-postgres.js'
import { postgresJs } from './drivers/postgres-js.js'

/**
 * One connection to the database at `url`, with whichever driver the project has.
 *
 * @throws TenancyError TEN481 when the URL is none or nobody answers there as that user, TEN482 when there is no
 * driver. Neither shows the URL, which may hold a password.
 */
export const connect = async (
  url: string,
  drivers: readonly Driver[] = [nodePostgres, postgresJs],
): Promise<Connection> => {
  const place = describePlace(url)
  for (const driver of drivers) {
    const open = await driver.load()
    if (open === null) continue
    try {
      return await open(url)
    } catch (cause) {
      throw new TenancyError('TEN481', `no connection to ${place}: ${reasonOf(cause)}.`, { cause })
    }
  }
  const names = drivers.map(({ name }) => name).join(' or ')
  throw new TenancyError(
    'TEN482',
    `no database driver is installed. Install ${names} in the project (npm install ${drivers[0]?.name}).`,
  )
}

/** Host, port and database of a URL, without user and password. */
function describePlace(url: string): string {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    // Node's error would carry the text, password and all, as its property.
    throw notAUrl()
  }
  if (parsed.protocol !== 'postgres:' && parsed.protocol !== 'postgresql:') throw notAUrl()
  const host = parsed.hostname || parsed.searchParams.get('host') || 'localhost'
  const database = parsed.pathname.slice(1)
  return `${host}:${parsed.port || '5432'}${database === '' ? '' : `/${database}`}`
}

const notAUrl = () =>
  new TenancyError(
    'TEN481',
    'the database URL is not one: it must read postgres://user:password@host:port/database, special characters in the password percent-encoded.',
  )

/** A host with several addresses fails with an AggregateError, whose own message is empty. */
function reasonOf(cause: unknown): string {
  const first = cause instanceof AggregateError ? cause.errors[0] : cause
  const { message, code } = (first ?? {}) as { message?: string; code?: string }
  return (message || code || 'no reason given').replace(/\.$/, '')
}
