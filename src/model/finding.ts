export type Severity = 'error' | 'warning' | 'info'

/**
 * Something to tell the user: data, not an exception. Codes are permanent: 1xx reading, 2xx classification and
 * ownership, 3xx keys and indexes, 4xx the live database, 5xx proofs, 6xx runtime.
 */
export interface Finding {
  readonly code: `TEN${number}`
  readonly severity: Severity
  /** What it is about: `schema.table`, a file, a role. */
  readonly object: string
  readonly message: string
  readonly why: string
  readonly fix: string
  readonly where?: { readonly file: string; readonly line: number; readonly column?: number }
}
