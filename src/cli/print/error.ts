import { inspect } from 'node:util'
import { TenancyError } from '../../model/error.js'
import type { Io } from '../io.js'
import { printable } from './printable.js'

/** An error on stderr: one line. With DEBUG=tenantry also where it comes from, and its causes. */
export const printError = (error: unknown, { err, env, colors }: Io): void => {
  const debug = env.DEBUG?.split(',').includes('tenantry') ?? false
  const message = error instanceof Error ? error.message : String(error)
  const line = printable(message.replaceAll(/\s*\n\s*/g, ' ').trim())
  const known = error instanceof TenancyError
  err(
    `${colors.err.red('error')} ${line}${known || debug ? '' : ' (unexpected: DEBUG=tenantry shows where it comes from)'}\n`,
  )
  if (debug) err(`${inspect(error)}\n`)
}
