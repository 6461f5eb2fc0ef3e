import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ts } from 'ts-morph'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const root = at('../../')

/** The sources as JavaScript, as the package has them: what a loader for TypeScript loads is not what an app loads. */
let compiled: string
beforeAll(async () => {
  // Inside of the project, where Node finds the packages.
  await mkdir(join(root, '.tenantry-test'), { recursive: true })
  compiled = await mkdtemp(join(root, '.tenantry-test/entry-'))
  const paths = await readdir(join(root, 'src'), { recursive: true })
  for (const path of paths.filter((name) => name.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(await readFile(join(root, 'src', path), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      },
    })
    const target = join(compiled, path.replace(/\.ts$/, '.js'))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, outputText)
  }
})
afterAll(() => rm(compiled, { recursive: true, force: true }))

/** Everything that a fresh process loads for a module: our files relative to src, packages by name. */
const loadedBy = async (module: string): Promise<readonly string[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [at('list-loaded.mjs'), module], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  })
  const names = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const inPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(line)
      return inPackage?.[1] ?? line.replace(/^file:\/\//, '').replace(`${compiled}/`, '')
    })
  return [...new Set(names)].sort()
}

describe('what an app loads', () => {
  it('by importing tenantry: the runtime, the model and drizzle-orm', async () => {
    const loaded = await loadedBy(join(compiled, 'index.js'))
    expect(loaded).toEqual(expect.arrayContaining(['index.js', 'model/error.js', 'drizzle-orm']))
    expect(loaded.some((name) => name.startsWith('runtime/'))).toBe(true)
    const allowed = /^(node:.*|drizzle-orm|index\.js|(runtime|model)\/.*\.js)$/
    expect(loaded.filter((name) => !allowed.test(name))).toEqual([])
  })

  it('by importing tenantry/config: that file alone', async () => {
    expect(await loadedBy(join(compiled, 'config.js'))).toEqual(['config.js'])
  })

  it('is seen by this test when it is too much, through imports and through require', async () => {
    expect(await loadedBy(join(compiled, 'codegen/read/read-project.js'))).toEqual(
      expect.arrayContaining(['codegen/read/read-project.js', 'ts-morph', '@ts-morph/common']),
    )
    expect(await loadedBy('pg')).toEqual(expect.arrayContaining(['pg', 'pg-types']))
  })
})
