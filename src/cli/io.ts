import { text } from 'node:stream/consumers'
import { createColors } from 'picocolors'

export type Colors = ReturnType<typeof createColors>

/** Everything that a command has of the world: a test gives its own. */
export interface Io {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  out(text: string): void
  err(text: string): void
  /** Whether a person can be asked: input and output are a terminal. */
  readonly interactive: boolean
  /** All of standard input. */
  readInput(): Promise<string>
  /** Colours for either stream: none but on a terminal. */
  readonly colors: { readonly out: Colors; readonly err: Colors }
}

/** The process's own streams and environment. */
export const processIo = (): Io => {
  const { stdin, stdout, stderr, env } = process
  // Whoever reads us may stop reading (`tenantry graph | head`): that is no error of ours.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  // https://no-color.org: set and not empty.
  const wanted = (isTerminal: boolean | undefined) => isTerminal === true && !env.NO_COLOR
  return {
    cwd: process.cwd(),
    env,
    out: (chunk) => void stdout.write(chunk),
    err: (chunk) => void stderr.write(chunk),
    interactive: stdin.isTTY === true && stdout.isTTY === true,
    readInput: () => text(stdin),
    colors: { out: createColors(wanted(stdout.isTTY)), err: createColors(wanted(stderr.isTTY)) },
  }
}
