import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../src/cli/exit-code.js'
import type { Io } from '../../src/cli/io.js'
import { countFindings, diagnostics } from '../../src/cli/print/diagnostics.js'
import { printError } from '../../src/cli/print/error.js'
import { graphTree } from '../../src/cli/print/graph-tree.js'
import { printable } from '../../src/cli/print/printable.js'
import { TenancyError } from '../../src/model/error.js'
import type { Finding } from '../../src/model/finding.js'

const plain = createColors(false)
const finding: Finding = {
  code: 'TEN201',
  severity: 'error',
  object: 'public.tasks',
  message: 'public.tasks has no owner',
  why: 'nobody has said whose rows these are',
  fix: 'mark it',
  where: { file: 'schema/work.ts', line: 12, column: 3 },
}

describe('a diagnostic', () => {
  it('says place, what, why, fix and where to read more', () => {
    expect(diagnostics([finding], plain)).toBe(
      [
        'schema/work.ts:12:3 error TEN201 public.tasks has no owner',
        '  why nobody has said whose rows these are',
        '  fix mark it',
        '  see docs/rules/TEN201.md',
        '',
      ].join('\n'),
    )
  })

  it('without a place in the source names the object, and is counted by its severity', () => {
    const { where: _, ...elsewhere } = finding
    const warning: Finding = { ...elsewhere, severity: 'warning' }
    expect(diagnostics([warning], plain)).toMatch(/^public\.tasks warning TEN201 /)
    expect(countFindings([finding, finding, warning])).toBe('2 errors, 1 warning')
  })

  it('is coloured where colours are wanted, and only there', () => {
    const escapeCode = String.fromCharCode(27)
    expect(diagnostics([finding], createColors(true))).toContain(`${escapeCode}[31merror`)
    expect(diagnostics([finding], plain)).not.toContain(escapeCode)
  })
})

describe('a name with control characters', () => {
  const odd = 'x\u0000\u001b[2J\u009b31m\n\u202ey'
  const shown = 'x\\u{0}\\u{1b}[2J\\u{9b}31m\\u{a}\\u{202e}y'

  it('is shown, and commands no terminal', () => {
    expect(printable(odd)).toBe(shown)
    expect(printable('tàble "q" 😀 née')).toBe('tàble "q" 😀 née')
  })

  it('is shown in diagnostics, errors and the tree of a graph', () => {
    const { where: _, ...elsewhere } = finding
    const text = diagnostics([{ ...elsewhere, object: odd, message: odd, why: odd, fix: odd }], plain)
    expect(text.split('\n')).toHaveLength(5)
    expect(text.split(shown)).toHaveLength(5)
    const table = { schema: 'public', name: odd, primaryKey: [] }
    const owned = { id: `public.${odd}`, table, ownership: { kind: 'identity', members: odd } }
    const tree = graphTree({ root: null, tables: [owned], views: [] } as never, plain)
    expect(tree.split(shown)).toHaveLength(3)
    expect(tree).not.toContain('\u001b')
  })
})

describe('an error', () => {
  const shown = (error: unknown, env: Io['env'] = {}) => {
    let text = ''
    printError(error, {
      cwd: '/',
      env,
      out: () => {},
      err: (chunk) => {
        text += chunk
      },
      interactive: false,
      readInput: async () => '',
      colors: { out: plain, err: plain },
    })
    return text
  }

  it('that is known is one line', () => {
    expect(shown(new TenancyError('TEN480', 'the server says:\n  no.'))).toBe(
      'error TEN480 the server says: no.\n',
    )
    expect(shown(new TenancyError('TEN480', 'no \u001b[2J'))).toBe('error TEN480 no \\u{1b}[2J\n')
  })

  it('that nobody expected says how to see where it comes from, and then shows it', () => {
    const error = new Error('odd', { cause: new Error('the reason') })
    expect(shown(error)).toBe('error odd (unexpected: DEBUG=tenantry shows where it comes from)\n')
    const whole = shown(error, { DEBUG: 'other,tenantry' })
    expect(whole).toContain('print.test.ts')
    expect(whole).toContain('the reason')
  })

  it('has an exit code that is a finding only where a database gave the answer', () => {
    expect(exitCodeOf(new TenancyError('TEN480', 'refused'))).toBe(1)
    expect(exitCodeOf(new TenancyError('TEN481', 'out of reach'))).toBe(3)
    expect(exitCodeOf(new TenancyError('TEN482', 'no driver'))).toBe(2)
    expect(exitCodeOf(new TenancyError('TEN131', 'configuration'))).toBe(2)
    expect(exitCodeOf(new Error('a crash is no drift'))).toBe(2)
  })
})
