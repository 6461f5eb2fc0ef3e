/**
 * An error that a caller can act on. `code` is permanent (`TEN6xx` at run time); the message says what happened, why,
 * and what to do; `cause` holds the original.
 */
export class TenancyError extends Error {
  override readonly name = 'TenancyError'
  constructor(
    readonly code: `TEN${number}`,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(`${code} ${message}`, options)
  }
}
