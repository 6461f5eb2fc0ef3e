/** The code of an error, of ours or of the innermost cause that has one. */
export const codeOf = (error: unknown): string => {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown }
  if (typeof code === 'string') return code
  return cause === undefined ? `no code: ${error instanceof Error ? error.message : error}` : codeOf(cause)
}
