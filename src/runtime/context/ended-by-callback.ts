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

/**
 * Whether a text may end its transaction, for drivers that do not tell a statement's tag: judged by its first word,
 * comments left out. A function cannot end a transaction that stands open around it (2D000; manual, 43.8).
 */
export const mayEndTransaction = (text: string): boolean => {
  const [word = '', ...rest] = text
    .slice(firstWord(text))
    .toLowerCase()
    .split(/[\s;]+/)
  if (word === 'commit' || word === 'end' || word === 'abort') return true
  if (word === 'rollback') return !toSavepoint.test(text.slice(firstWord(text)))
  return (
    word === 'prepare' && (rest.length === 0 || !/^[a-z_"]/.test(rest[0] ?? '') || rest[0] === 'transaction')
  )
}

/** Where a statement begins: behind white space, empty statements and comments, which nest (manual, 4.1.5). */
function firstWord(text: string): number {
  let [at, depth] = [0, 0]
  while (at < text.length) {
    const two = text.slice(at, at + 2)
    if (two === '/*') depth += 1
    else if (two === '*/' && depth > 0) depth -= 1
    else if (depth === 0 && two === '--') at = (text.indexOf('\n', at) + 1 || text.length + 2) - 2
    else if (depth === 0 && !/[\s;]/.test(text[at] ?? '')) return at
    else at -= 1
    at += 2
  }
  return at
}

/** The callback has ended the transaction, with whatever stood in it until then. */
export const endedByCallback = (): TenancyError =>
  new TenancyError(
    'TEN615',
    'a statement of the callback ended the transaction itself (COMMIT, ROLLBACK or PREPARE TRANSACTION), so what ran before it may have been kept, and nothing after it was run. withTenant begins and ends the transaction; for a part that may fail use tx.transaction(…), a savepoint.',
  )
