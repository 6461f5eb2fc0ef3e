import { Readable } from 'node:stream'
import type { Answer } from './attack.js'

type Row = Readonly<Record<string, unknown>>

/** The rows of all answers that are none of errors. */
export const rowsIn = (answers: readonly Answer[]): readonly Row[] =>
  answers.flatMap((answer) => ('rows' in answer ? answer.rows : []))

/** What a driver or a builder gave, as rows. */
export const answerOf = async (given: unknown): Promise<Answer> => {
  if (given instanceof Readable) return { rows: [{ copied: await read(given) }] }
  if (Array.isArray(given)) return { rows: [...given] as Row[] }
  const { rows } = (given ?? {}) as { readonly rows?: unknown }
  return { rows: Array.isArray(rows) ? (rows as Row[]) : [] }
}

/** What stands in a COPY by now; nobody waits for its end. */
async function read(stream: Readable): Promise<string> {
  const chunks: string[] = []
  stream.on('data', (chunk: unknown) => chunks.push(String(chunk)))
  await new Promise((resolve) => setTimeout(resolve, 50))
  return chunks.join('')
}

/** All that an error of the server's or of ours says; drizzle's own message repeats the statement, and is left out. */
export const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error && error.message.startsWith('Failed query')) return textOf(error.cause)
  const { code, detail, hint, where, constraint_name, constraint } = error as unknown as Readonly<
    Record<string, unknown>
  >
  return [code, error.message, detail, hint, where, constraint_name ?? constraint]
    .filter((part) => part !== undefined)
    .join(' | ')
}

/** Everything that came back, as one text. */
export const saidIn = (answers: readonly Answer[]): string =>
  answers.map((answer) => ('error' in answer ? textOf(answer.error) : JSON.stringify(answer.rows))).join('\n')
