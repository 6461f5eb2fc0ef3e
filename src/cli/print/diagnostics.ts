import type { Finding, Severity } from '../../model/finding.js'
import type { Colors } from '../io.js'
import { printable } from './printable.js'

/** Findings as text: what and where on the first line, then why, what to do, and where to read more. */
export const diagnostics = (findings: readonly Finding[], colors: Colors): string =>
  findings.map((finding) => diagnostic(finding, colors)).join('\n')

function diagnostic({ code, severity, object, message, why, fix, where }: Finding, colors: Colors): string {
  const place = where === undefined ? object : [where.file, where.line, ...columnOf(where)].join(':')
  const paint: Record<Severity, (text: string) => string> = {
    error: colors.red,
    warning: colors.yellow,
    info: colors.blue,
  }
  return [
    `${colors.bold(printable(place))} ${paint[severity](severity)} ${code} ${printable(message)}`,
    `  ${colors.dim('why')} ${printable(why)}`,
    `  ${colors.dim('fix')} ${printable(fix)}`,
    `  ${colors.dim('see')} docs/rules/${code}.md`,
    '',
  ].join('\n')
}

const columnOf = ({ column }: { readonly column?: number }) => (column === undefined ? [] : [column])

/** `2 errors, 1 warning`. */
export const countFindings = (findings: readonly Finding[]): string =>
  (['error', 'warning', 'info'] as const)
    .map((severity) => ({
      severity,
      count: findings.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 || severity === 'info' ? '' : 's'}`)
    .join(', ')

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'error')
