import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { moduleResolver } from '../../../../src/codegen/read/modules/resolve-module.js'

/** A folder with these files; what it returns resolves a name as seen from `app/schema.ts`. */
const project = (files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tenantry-resolve-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const prepare = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    return join(root, path)
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(prepare(path), text)
  for (const [path, target] of Object.entries(links)) symlinkSync(join(root, target), prepare(path))
  const resolve = moduleResolver()
  return (specifier: string) => {
    const resolution = resolve(specifier, join(root, 'app/schema.ts'))
    return resolution.kind === 'file' ? relative(root, resolution.file) : resolution.kind
  }
}

const json = (value: object) => JSON.stringify(value)

test('a pnpm workspace lists the packages of the repository, installed or not', () => {
  const resolve = project({
    'pnpm-workspace.yaml': 'packages:\n  - app\n  - "packages/**"\n  - "!packages/old"\n',
    'packages/deep/db/package.json': json({ name: '@acme/db', exports: './src/main.ts' }),
    'packages/deep/db/src/main.ts': '',
    'packages/old/package.json': json({ name: '@acme/old', main: './index.ts' }),
    'packages/old/index.ts': '',
  })
  expect(resolve('@acme/db')).toBe('packages/deep/db/src/main.ts')
  expect(resolve('@acme/old')).toBe('package')
})

test('yarn and bun write the list under a key of `workspaces`', () => {
  const resolve = project({
    'package.json': json({ workspaces: { packages: ['packages/*'] } }),
    'packages/db/package.json': json({ name: 'db' }),
    'packages/db/index.ts': '',
  })
  expect(resolve('db')).toBe('packages/db/index.ts')
})

test('a link in node_modules is followed when it leads out of it, and only then', () => {
  const resolve = project(
    {
      'elsewhere/db/package.json': json({ name: '@acme/db', main: 'db.ts' }),
      'elsewhere/db/db.ts': '',
      'node_modules/.pnpm/zod/package.json': json({ name: 'zod', main: 'zod.js' }),
      'node_modules/.pnpm/zod/zod.js': '',
      'node_modules/plain/package.json': json({ name: 'plain', main: 'plain.js' }),
      'node_modules/plain/plain.js': '',
    },
    { 'node_modules/@acme/db': 'elsewhere/db', 'node_modules/zod': 'node_modules/.pnpm/zod' },
  )
  expect(resolve('@acme/db')).toBe('elsewhere/db/db.ts')
  expect(resolve('zod')).toBe('package')
  expect(resolve('plain')).toBe('package')
})

test('a package of the repository without such a module is a missing file, not an unknown package', () => {
  const resolve = project({
    'package.json': json({ workspaces: ['db'], imports: { '#x': './nowhere.ts' } }),
    'db/package.json': json({ name: 'db', exports: { '.': './dist/index.js' } }),
  })
  expect(resolve('db')).toBe('missing')
  expect(resolve('db/schema')).toBe('missing')
  expect(resolve('#x')).toBe('missing')
  expect(resolve('#y')).toBe('missing')
})

test('a declaration file is never taken for a source', () => {
  const resolve = project({
    'package.json': json({ workspaces: ['db'] }),
    'db/package.json': json({
      name: 'db',
      exports: { types: './dist/index.d.ts', default: './dist/index.js' },
    }),
    'db/dist/index.d.ts': '',
    'db/dist/index.js': '',
  })
  expect(resolve('db')).toBe('db/dist/index.js')
})

test('sources go before what was built from them', () => {
  const resolve = project({
    'package.json': json({ workspaces: ['db'] }),
    'db/package.json': json({ name: 'db', exports: { '.': { import: './dist/index.js' } } }),
    'db/dist/index.js': '',
    'db/src/index.ts': '',
  })
  expect(resolve('db')).toBe('db/src/index.ts')
})

test('a package.json and a pnpm-workspace.yaml that cannot be read are as none', () => {
  const resolve = project({ 'package.json': '{', 'pnpm-workspace.yaml': 'packages: [', 'app/x.ts': '' })
  expect(resolve('db')).toBe('package')
  expect(resolve('./x.js')).toBe('app/x.ts')
})
