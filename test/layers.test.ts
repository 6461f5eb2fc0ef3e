import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ts } from 'ts-morph'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../src', import.meta.url))

/** What each room may import besides itself. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  model: [],
  runtime: ['model'],
  codegen: ['model'],
  checks: ['model', 'codegen', 'runtime'],
  server: ['model', 'codegen', 'runtime'],
  cli: ['model', 'codegen', 'runtime', 'checks', 'server'],
}

/** The stages of code generation, in the order in which data flows: none imports a later one. */
const stages = ['read', 'graph', 'infer', 'plan', 'emit', 'migrations']

/** What an app's process may load: the rest of the packages belongs to the commands. */
const packages: Readonly<Record<string, RegExp>> = {
  model: /^node:/,
  runtime: /^(node:|drizzle-orm(\/|$)|lru-cache$)/,
}

interface Import {
  readonly from: string
  /** A path relative to src for our own files, else the package as written. */
  readonly to: string
  readonly own: boolean
}

/** Every module that a file names: imports, exports, `import()` as call and as type. */
const importsOf = (path: string, text: string): readonly Import[] => {
  const imports: Import[] = []
  const add = (node: ts.Node | undefined) => {
    if (node === undefined || !ts.isStringLiteralLike(node)) return
    const own = node.text.startsWith('.')
    const target = own
      ? relative(src, resolve(src, dirname(path), node.text)).replace(/\.js$/, '.ts')
      : node.text
    imports.push({ from: path, to: target, own })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0])
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true))
  return imports
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort()
const imports = files.flatMap((path) => importsOf(path, readFileSync(join(src, path), 'utf8')))

/** `src/index.ts` and `src/config.ts` are doors of the runtime. */
const roomOf = (path: string) => (path.includes('/') ? (path.split('/')[0] ?? '') : 'runtime')

const roomViolations = (all: readonly Import[]) =>
  all.filter(({ from, to, own }) => {
    const [room, target] = [roomOf(from), roomOf(to)]
    return own && room !== target && !(rooms[room] ?? []).includes(target)
  })

const stageViolations = (all: readonly Import[]) =>
  all.filter(({ from, to, own }) => {
    const [a, b] = [from, to].map((path) => /^codegen\/([^/]+)\//.exec(path)?.[1] ?? '')
    return own && a !== '' && b !== '' && stages.indexOf(b ?? '') > stages.indexOf(a ?? '')
  })

const packageViolations = (all: readonly Import[]) =>
  all.filter(({ from, to, own }) => {
    const allowed = packages[roomOf(from)]
    return !own && allowed !== undefined && !allowed.test(to)
  })

const shown = (violations: readonly Import[]) => violations.map(({ from, to }) => `${from} imports ${to}`)

describe('imports run downward only', () => {
  it('in every room of src', () => {
    expect(files.length).toBeGreaterThan(50)
    for (const path of files)
      expect(['', ...Object.keys(rooms)]).toContain(path.includes('/') ? roomOf(path) : '')
    expect(shown(roomViolations(imports))).toEqual([])
  })

  it('in code generation, from stage to stage', () => {
    const known = new Set(files.flatMap((path) => /^codegen\/([^/]+)\//.exec(path)?.[1] ?? []))
    expect([...known].sort()).toEqual([...stages].sort())
    expect(shown(stageViolations(imports))).toEqual([])
  })

  it('in what an app loads, to drizzle-orm and Node alone', () => {
    expect(shown(packageViolations(imports))).toEqual([])
  })
})

describe('the test itself', () => {
  it('sees every way to name a module, and each kind of violation', () => {
    const text = `import { a } from '../codegen/generate.js'
export * from '../cli/run.js'
const b = await import('../server/connect.js')
type C = import('../codegen/plan/plan-isolation.js').C
import 'ts-morph'
`
    const found = importsOf('runtime/made-up.ts', text)
    expect(found.map(({ to }) => to)).toEqual([
      'codegen/generate.ts',
      'cli/run.ts',
      'server/connect.ts',
      'codegen/plan/plan-isolation.ts',
      'ts-morph',
    ])
    expect(roomViolations(found)).toHaveLength(4)
    expect(packageViolations(found)).toHaveLength(1)
    const upward = importsOf('codegen/graph/made-up.ts', "import { p } from '../plan/plan-isolation.js'")
    expect(stageViolations(upward)).toHaveLength(1)
  })
})
