import type { GenerateResult } from '../../codegen/generate.js'
import type { Colors } from '../io.js'
import { printable } from './printable.js'

/** What `gen` wrote, a line for each file; with `check` what it would write, and which statements change. */
export const generatedText = (
  { files, changes }: GenerateResult,
  { check, colors }: { readonly check: boolean; readonly colors: Colors },
): string => {
  if (files.size === 0) return 'nothing changed\n'
  const verb = check ? 'would write' : 'wrote'
  const lines = [...files].map(([path, text]) => `${verb} ${path}${statementCount(path, text)}`)
  const statements = [
    ...changes.added.map((id) => colors.green(`  + ${printable(id)}`)),
    ...changes.changed.map((id) => colors.yellow(`  ~ ${printable(id)}`)),
    ...changes.removed.map((id) => colors.red(`  - ${printable(id)}`)),
  ]
  return [...lines, ...(check ? statements : []), ''].join('\n')
}

/** Drizzle's own breakpoints part the statements of a migration. */
function statementCount(path: string, text: string): string {
  if (!path.endsWith('.sql')) return ''
  const count = text.split('--> statement-breakpoint').length
  return ` (${count} statement${count === 1 ? '' : 's'})`
}
