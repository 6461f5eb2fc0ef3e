import { TenancyError } from '../model/error.js'

/**
 * TEN480 for an error that the server gave to `what`, with what to do where its code tells; an error that says so
 * itself stays as it is.
 */
export const refused = (what: string, cause: unknown): unknown => {
  if (cause instanceof TenancyError) return cause
  const { message, code } = cause as { message?: string; code?: string }
  return new TenancyError(
    'TEN480',
    `the database refuses ${what}: ${message ?? String(cause)}. Nothing is changed.${advice(code)}`,
    { cause },
  )
}

function advice(code: string | undefined): string {
  switch (code) {
    case '42P01':
    case '42703':
      return ' The tables have to be there first: run drizzle-kit push or the migrations.'
    case '42501':
      return ' Connect as the owner of the tables; roles are made by a role with CREATEROLE, or beforehand with `tenantry gen --roles-sql`.'
    case '23503':
      return ' Rows point at rows of another tenant, or at none: the message says in which table. They must be put right first.'
    default:
      return ''
  }
}
