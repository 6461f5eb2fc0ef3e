import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { configText } from '../../../src/cli/init/config-text.js'
import type { Decisions } from '../../../src/cli/init/decisions.js'
import { loadModule } from '../../../src/cli/settings/load-module.js'
import { tenantrySettings } from '../../../src/cli/settings/tenantry-config.js'

const written = (decisions: Partial<Decisions>, settings: Readonly<Record<string, unknown>> = {}) =>
  configText({ settings, said: {}, decisions: { decided: [], undecided: [], ...decisions } })

/** What the commands read in the file. */
const loaded = async (text: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-config-'))
  try {
    const path = join(folder, 'tenantry.config.ts')
    writeFileSync(path, text)
    return tenantrySettings(await loadModule(path), path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const everyKind: Decisions = {
  decided: [
    { id: 'auth.orgs', classification: { kind: 'root' }, reason: 'root: 1 table refers to it' },
    {
      id: 'public.a',
      classification: { kind: 'direct', tenant: 'org_id', shared: true },
      reason: 'direct: b',
    },
    { id: 'public.b', classification: { kind: 'through', through: 'a_id' }, reason: 'through: c' },
    { id: 'public.c', classification: { kind: 'identity', members: 'auth.m' }, reason: 'identity: d' },
    { id: 'public.d', classification: { kind: 'shared' }, reason: 'shared: e' },
    { id: 'public.e.f', classification: { kind: 'system' }, reason: 'system: f' },
  ],
  undecided: [
    { id: 'public.g', suggestion: { kind: 'through', through: 'a_id' }, reason: 'through: may be null' },
    { id: 'public.h', suggestion: null, reason: 'unclassified: nothing leads there' },
  ],
}

describe('the configuration that is written', () => {
  it('says what was decided, and leaves out what was not', async () => {
    const text = written(everyKind, { roles: { logins: [] } })
    expect(text).toMatchInlineSnapshot(`
      "import { defineConfig } from 'tenantry/config'

      // Whose rows each table holds, proposed by \`tenantry init\`. Read it through: it decides who sees what.
      export default defineConfig({
        roles: { logins: [] },
        tables: {
          'auth.orgs': { kind: 'root' }, // 1 table refers to it
          a: { kind: 'direct', tenant: 'org_id', shared: true }, // b
          b: { kind: 'through', through: 'a_id' }, // c
          c: { kind: 'identity', members: 'auth.m' }, // d
          d: { kind: 'shared' }, // e
          'public.e.f': { kind: 'system' }, // f

          // Not decided yet, and until then \`tenantry gen\` stops (TEN201): uncomment and correct each.
          // g: { kind: 'through', through: 'a_id' }, // may be null
          // h: { kind: '?' }, // nothing leads there
        },
      })
      "
    `)
    expect((await loaded(text)).tables).toEqual({
      'auth.orgs': { kind: 'root' },
      a: { kind: 'direct', tenant: 'org_id', shared: true },
      b: { kind: 'through', through: 'a_id' },
      c: { kind: 'identity', members: 'auth.m' },
      d: { kind: 'shared' },
      'public.e.f': { kind: 'system' },
    })
  })

  it('is accepted by the type of defineConfig', () => {
    const root = fileURLToPath(new URL('../../..', import.meta.url))
    const name = join(root, 'made-up.config.ts')
    const text = written(everyKind, { schema: ['./a.ts'], generated: './gen', roles: { logins: ['x'] } })
    const diagnosticsOf = (contents: string) => {
      const options: ts.CompilerOptions = {
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        skipLibCheck: true,
        types: [],
        paths: { 'tenantry/config': [join(root, 'src/config.ts')] },
      }
      const host = ts.createCompilerHost(options)
      const { readFile, fileExists, getSourceFile } = host
      host.fileExists = (path) => path === name || fileExists.call(host, path)
      host.readFile = (path) => (path === name ? contents : readFile.call(host, path))
      host.getSourceFile = (path, version, ...rest) =>
        path === name
          ? ts.createSourceFile(path, contents, version)
          : getSourceFile.call(host, path, version, ...rest)
      return ts.getPreEmitDiagnostics(ts.createProgram([name], options, host)).map(({ code }) => code)
    }
    expect(diagnosticsOf(text)).toEqual([])
    // A line that is uncommented and not corrected is no configuration.
    expect(diagnosticsOf(text.replace('// h: ', 'h: '))).not.toEqual([])
  })

  it('says back every name, whatever it is made of, and lets none end its comment', async () => {
    const name = fc.oneof(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc.constantFrom("o'clock", 'a"b', 'back\\slash', 'two\nlines', 'a\u2028b', '*/ x', 'constructor', '`'),
    )
    await fc.assert(
      fc.asyncProperty(name, name, async (table, column) => {
        fc.pre(table.trim() !== '' && column.trim() !== '' && table !== '__proto__' && !table.includes('.'))
        const decisions: Decisions = {
          decided: [
            {
              id: `public.${table}`,
              classification: { kind: 'direct', tenant: column },
              reason: `direct: ${column}`,
            },
          ],
          undecided: [{ id: `public.${table}_2`, suggestion: null, reason: `unclassified: ${column}` }],
        }
        const { tables } = await loaded(written(decisions, { roles: { logins: [] } }))
        expect(tables).toEqual({ [table]: { kind: 'direct', tenant: column } })
      }),
      { numRuns: 60 },
    )
  })
})
