import { TenancyError } from '../../model/error.js'

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))

/** The server refused the context: nothing has run. */
export const contextRefused = (cause: unknown, role: string): TenancyError =>
  new TenancyError(
    'TEN606',
    `the tenant's context was refused: ${reasonOf(cause)}. Nothing has run. The role ${role} must exist and the app's login be a member of it: name the login under roles.logins in tenantry.config.ts and run the migrations that \`tenantry gen\` writes.`,
    { cause },
  )

/** The server refused BEGIN: nothing has run. */
export const beginRefused = (cause: unknown): TenancyError =>
  new TenancyError(
    'TEN606',
    `the tenant's transaction could not begin: ${reasonOf(cause)}. Nothing has run. See whether the options of withTenant fit this server.`,
    { cause },
  )

/** The server answered COMMIT with ROLLBACK. */
export const rolledBack = (cause: unknown): TenancyError =>
  new TenancyError(
    'TEN605',
    'nothing was kept: a statement had failed, so Postgres rolled back where COMMIT was asked for. Its error was caught inside the callback, or nobody awaited it. Let it throw, or run the statement inside tx.transaction(…), a savepoint.',
    cause === null ? {} : { cause },
  )

/** `withTenant.one` sends COMMIT right behind its statement: there is no transaction for another one. */
export const secondStatement = (): TenancyError =>
  new TenancyError(
    'TEN617',
    'withTenant.one takes one statement, and sends COMMIT with it. For several use withTenant.',
  )
