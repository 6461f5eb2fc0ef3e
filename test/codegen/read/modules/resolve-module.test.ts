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

test('a .js import means the .ts beside it, also when both are there', () => {
  const resolve = project({
    'app/x.js': '',
    'app/x.ts': '',
    'app/y.mjs': '',
    'app/y.mts': '',
    'app/z.js': '',
  })
  expect(resolve('./x.js')).toBe('app/x.ts')
  expect(resolve('./y.mjs')).toBe('app/y.mts')
  expect(resolve('./z.js')).toBe('app/z.js')
})

test('the conditions that Node.js has go before others, and those of other places are none', () => {
  const index = (conditions: object, files: readonly string[]) =>
    project({
      'package.json': json({ workspaces: ['db'] }),
      'db/package.json': json({ name: 'db', exports: { '.': conditions } }),
      ...Object.fromEntries(files.map((file) => [`db/${file}`, ''])),
    })('db')
  const sources = ['src/index.ts', 'src/bun.ts', 'src/mock.ts']
  const odd = {
    bun: './src/bun.ts',
    test: './src/mock.ts',
    custom: './src/mock.ts',
    default: './src/index.ts',
  }
  expect(index(odd, sources)).toBe('db/src/index.ts')
  expect(index({ bun: './src/bun.ts', test: './src/mock.ts' }, sources)).toBe('missing')
  const built = { source: './lib/main.ts', default: './build/main.mjs' }
  expect(index(built, ['lib/main.ts', 'build/main.mjs'])).toBe('db/lib/main.ts')
  expect(index(built, ['build/main.mjs'])).toBe('db/build/main.mjs')
})

test('a solution of a tsconfig takes the paths of the projects that it refers to', () => {
  const resolve = project({
    'tsconfig.json': json({
      files: [],
      references: [{ path: './tsconfig.node.json' }, { path: './tsconfig.app.json' }, { path: './web' }],
      compilerOptions: { paths: { '@/*': ['./nowhere/*'] } },
    }),
    'tsconfig.node.json': json({ compilerOptions: {} }),
    'tsconfig.app.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
    'web/tsconfig.json': json({
      files: [],
      references: [{ path: '..' }],
      compilerOptions: { paths: { '~web/*': ['./lib/*'] } },
    }),
    'src/users.ts': '',
    'web/lib/x.ts': '',
  })
  expect(resolve('@/users')).toBe('src/users.ts')
  expect(resolve('~web/x')).toBe('web/lib/x.ts')
})

test('configDir in a configuration that is extended is the folder of the one that extends it', () => {
  const resolve = project({
    'config/base.json': json({ compilerOptions: { paths: { '@/*': [`$\{configDir}/src/*`] } } }),
    'config/middle.json': json({ extends: './base.json' }),
    'tsconfig.json': json({ extends: './config/middle.json' }),
    'src/users.ts': '',
  })
  expect(resolve('@/users')).toBe('src/users.ts')
})

test('an alias that no tsconfig explains is a missing file, not a package', () => {
  const resolve = project({ 'tsconfig.json': '{}' })
  expect(resolve('@/users')).toBe('missing')
  expect(resolve('~/users')).toBe('missing')
  expect(resolve('@acme/users')).toBe('package')
})
