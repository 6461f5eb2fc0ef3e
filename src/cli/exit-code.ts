import { TenancyError } from '../model/error.js'

/** Contract: what a command's exit code says. */
export const exitCodes = { fine: 0, findings: 1, usage: 2, unreachable: 3 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/**
 * 4xx is a live database's own answer: TEN481 is that there is none, TEN482 that no driver is installed. Everything
 * else that ends a command early, what nobody expected included, is not a finding: the command could not do its job.
 */
export const exitCodeOf = (error: unknown): ExitCode => {
  if (!(error instanceof TenancyError)) return exitCodes.usage
  if (error.code === 'TEN481') return exitCodes.unreachable
  if (error.code === 'TEN482') return exitCodes.usage
  return error.code.startsWith('TEN4') ? exitCodes.findings : exitCodes.usage
}
