import { TenancyError } from '../../model/error.js'

/**
 * Whether a statement of the callback has ended its transaction, by the tag that the server gave it. ROLLBACK TO a
 * savepoint has the tag of ROLLBACK; a text that does not plainly say so counts as one that ends.
 */
export const endsTransaction = (tag: string | undefined, text: string): boolean => {
  if (tag === 'COMMIT' || tag === 'PREPARE TRANSACTION') return true
  return tag === 'ROLLBACK' && !toSavepoint.test(text)
}

const toSavepoint = /^\s*rollback\s+(?:(?:work|transaction)\s+)?to\s/i

/** The callback has ended the transaction, with whatever stood in it until then. */
export const endedByCallback = (): TenancyError =>
  new TenancyError(
    'TEN615',
    'a statement of the callback ended the transaction itself (COMMIT, ROLLBACK or PREPARE TRANSACTION), so what ran before it may have been kept, and nothing after it was run. withTenant begins and ends the transaction; for a part that may fail use tx.transaction(…), a savepoint.',
  )
