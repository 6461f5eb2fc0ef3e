import pc from 'picocolors'

const out = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

export const heading = (text: string): void => out(`\n${pc.bold(text)}`)

export const line = (code: string, note: string): void => out(`  ${pc.cyan(code)} ${pc.dim(note)}`)

/** Rows as columns of text; a row that is not the asker's stands in red. */
export const rowsOf = <Row>(
  rows: readonly Row[],
  show: (row: Row) => readonly [tenant: string, number: string, total: string, foreign: boolean],
): void => {
  for (const row of rows) {
    const [tenant, number, total, foreign] = show(row)
    const text = `    ${tenant.padEnd(8)} ${number.padEnd(6)} ${total.padStart(10)}`
    out(foreign ? pc.red(`${text}   another company's revenue`) : text)
  }
}

/** Tries something and shows what Postgres said to it. */
export const attempt = async (what: string, run: () => Promise<unknown>): Promise<void> => {
  const label = `  ${what.padEnd(38)}`
  try {
    const answer = await run()
    out(`${label} ${typeof answer === 'string' ? pc.green(answer) : pc.red('WENT THROUGH')}`)
    if (typeof answer !== 'string') process.exitCode = 1
  } catch (error) {
    const { code, message } = root(error)
    out(`${label} ${pc.green(message)} ${pc.dim(code)}`)
  }
}

function root(error: unknown): { readonly code: string; readonly message: string } {
  let at = error
  while (at instanceof Error && at.cause instanceof Error) at = at.cause
  if (!(at instanceof Error)) return { code: '', message: String(at) }
  return { code: 'code' in at ? String(at.code) : '', message: at.message }
}
