import { expect, test } from 'vitest'
import { readSources } from './read-sources.js'

const imports = `import { pgTable, pgView, text, uuid } from 'drizzle-orm/pg-core'
`
const other = `export const other = pgTable('other', { id: uuid('id') });\n`

const json = (value: object) => JSON.stringify(value)

/** A package in node_modules, which is not read. */
const installed = (name: string, dependencies: object) => ({
  [`node_modules/${name}/package.json`]: json({ name, main: 'index.js', dependencies }),
})

/** The names of the exports that a finding says are lost, and the codes. */
const lost = async (body: string, more: Readonly<Record<string, string>> = {}) => {
  const { schema, findings } = await readSources({ 'schema.ts': `${imports}${other}${body}`, ...more })
  expect(findings.filter(({ severity }) => severity !== 'error')).toEqual([])
  expect(schema.tables.map(({ name }) => name)).toContain('other')
  return findings.map(({ message }) => /exports as (\w+)|re-exports|exports/.exec(message)?.[0] ?? message)
}

const maker = `const make = (n: string) => process.env.X ? pgTable('p_' + n, { id: uuid() }) : pgTable(n, { id: uuid() })`

test.each([
  [
    'one of two tables, as the environment says',
    `const a = pgTable('a', { id: uuid() }), b = pgTable('b', { id: uuid() })
     export const t = process.env.X ? a : b`,
  ],
  [
    'a static method of a class',
    `class Repo { static make(n: string) { return pgTable(n, { id: uuid() }) } }
     export const t = Repo.make('t')`,
  ],
  [
    'a method of an object of a class',
    `class Maker { make(n: string) { return pgTable(n, { id: uuid() }) } }
     const maker = new Maker()
     export const t = maker.make('t')`,
  ],
  ['a field of a class', `class S { static t = pgTable('t', { id: uuid() }) }\nexport const { t } = S`],
  [
    'what a constructor stores',
    `class S { t: unknown; constructor() { this.t = pgTable('t', { id: uuid() }) } }
     export const t = new S().t`,
  ],
  [
    'a getter',
    `const holder = { get t() { return pgTable('t', { id: uuid() }) } }\nexport const t = holder.t`,
  ],
  ['an item of an array', `${maker}\nconst all = ['a', 'b'].map(make)\nexport const t = all[0]`],
  ['a key of an object', `${maker}\nconst all = { t: make('a') }\nexport const t = all.t`],
  ['a key that is taken out', `${maker}\nconst all = { t: make('a') }\nexport const { t } = all`],
  [
    'a key that the environment chooses',
    `const all: any = { a: pgTable('a', { id: uuid() }) }\nexport const t = all[process.env.X!]`,
  ],
  [
    'an item that is searched for',
    `const all = [pgTable('a', { id: uuid() })]\nexport const t = all.find(() => process.env.X)`,
  ],
  [
    'a value of a map',
    `const all = new Map([['t', pgTable('t', { id: uuid() })]])\nexport const t = all.get('t')`,
  ],
  [
    'a map that a function fills',
    `const cache = new Map<string, any>()
     const put = (n: string) => { cache.set(n, pgTable(n, { id: uuid() })) }
     put('t')
     export const t = cache.get('t')`,
  ],
  [
    'a variable that a condition sets',
    `export let t: any\nif (process.env.X) t = pgTable('t', { id: uuid() })`,
  ],
  [
    'a variable that a function sets',
    `export let t: any
     function init() { t = pgTable('t', { id: uuid() }) }
     try { init() } catch {}`,
  ],
  [
    'a default of a parameter',
    `const users = pgTable('users', { id: uuid() })
     const pick = (a = users) => { if (process.env.X) return a; return a }
     export const t = pick()`,
  ],
  [
    'an argument that comes back',
    `const users = pgTable('users', { id: uuid() })
     const same = (a: any) => { if (process.env.X) return a; return a }
     export const t = same(users)`,
  ],
  [
    'a function that a function gives',
    `const users = pgTable('users', { id: uuid() })
     const later = (a: any) => { const inner = () => a; if (process.env.X) return inner; return inner }
     export const t = later(users)()`,
  ],
  [
    'what all files share',
    `(globalThis as any).t ??= pgTable('t', { id: uuid() })\nexport const t = (globalThis as any).t`,
  ],
  ['a proxy', `export const t = new Proxy(pgTable('t', { id: uuid() }), {})`],
  ['a generator', `function* all() { yield pgTable('t', { id: uuid() }) }\nexport const [t] = all()`],
  ['a promise', `const make = async () => pgTable('t', { id: uuid() })\nexport const t = await make()`],
  [
    'a namespace of TypeScript',
    `namespace S { export const t = pgTable('t', { id: uuid() }) }\nexport const t = S.t`,
  ],
  [
    'an object that a function puts it into',
    `const fill = (o: any) => { o.t = pgTable('t', { id: uuid() }) }
     const holder: any = {}
     if (process.env.X) fill(holder)
     export const t = holder.t`,
  ],
  [
    'an import at run time',
    `const pg = await import('drizzle-orm/pg-core')\nexport const t = pg.pgTable('t', { id: pg.uuid() })`,
  ],
  [
    'require',
    `const pg = require('drizzle-orm/pg-core')\nexport const t = pg.pgTable('t', { id: pg.uuid() })`,
  ],
  [
    'a require of its own',
    `import { createRequire } from 'node:module'
     const load = createRequire(import.meta.url)
     const pg = load('drizzle-orm/pg-core')
     export const t = pg.pgTable('t', { id: pg.uuid() })`,
  ],
  [
    'a part of drizzle that is not known',
    `import { snakeCase } from 'drizzle-orm/pg-core'\nexport const t = snakeCase.table('t', {})`,
  ],
  [
    'one of two views',
    `const a = pgView('a').existing(), b = pgView('b').existing()\nexport const t = process.env.X ? a : b`,
  ],
  [
    'a view in an object',
    `const all: any = { a: pgView('a').existing() }\nexport const t = all[process.env.X!]`,
  ],
  [
    'a missing file',
    `import { make } from './nope'\nconst holder = { t: make('t') }\nexport const t = holder.t`,
  ],
])('a table by way of %s is not lost without a word', async (_name, body) => {
  expect(await lost(body)).toEqual(['exports as t'])
})

test.each([
  [
    'an array',
    `import { all } from './all'\nexport const t = all[0]`,
    `${maker}\nexport const all = ['a'].map(make)`,
  ],
  [
    'an object',
    `import { all } from './all'\nexport const t = all.a`,
    `${maker}\nexport const all = { a: make('a') }`,
  ],
  [
    'a class',
    `import { all as Repo } from './all'\nexport const t = Repo.make('t')`,
    `export class all { static make(n: string) { return pgTable(n, { id: uuid() }) } }`,
  ],
  [
    'a namespace',
    `import * as ns from './all'\nexport const t = ns.all.a`,
    `${maker}\nexport const all = { a: make('a') }`,
  ],
])('nor one in %s of another file', async (_name, body, all) => {
  expect(await lost(body, { 'all.ts': `${imports}${all}` })).toEqual(['exports as t'])
})

const withDrizzle = { ...installed('factory', { 'drizzle-orm': '*' }) }
const throughAnother = {
  ...installed('factory', { inner: '*' }),
  ...installed('inner', { 'drizzle-orm': '*' }),
}

test.each([
  ['that depends on drizzle', withDrizzle],
  ['that depends on one that does', throughAnother],
  ['that is not installed', {}],
])('a table of a package %s is not lost', async (_name, packages) => {
  const body = `import { make } from 'factory'
    import * as factory from 'factory'
    import again from './again'
    export const a = make('a')
    export const b = factory.make('b')
    export const c = factory.inner.make('c')
    export const d = again('d')
    export { e } from 'factory'
    export * from 'factory/schema'`
  const found = await lost(body, { ...packages, 'again.ts': `export { make as default } from 'factory'` })
  expect(found.sort()).toEqual([
    ...['a', 'b', 'c', 'd', 'e'].map((name) => `exports as ${name}`),
    're-exports',
  ])
})

test('what is no table for certain stays silent', async () => {
  const packages = {
    ...installed('@acme/env', { zod: '*' }),
    ...installed('kv', {}),
    ...installed('react', {}),
    ...installed('zod', {}),
  }
  const body = `
    import { z } from 'zod'
    import { z as again } from './zod'
    import * as nano from 'nanoid'
    import { betterAuth } from 'better-auth'
    import { createInsertSchema } from 'drizzle-zod'
    import { drizzle } from 'drizzle-orm/node-postgres'
    import { cache } from 'react'
    import { connect, Client } from 'kv'
    import { env } from './env'
    import { randomBytes } from 'crypto'
    import * as schema from './tables'
    const shared = globalThis as unknown as { client?: unknown }
    export const client = shared.client ?? connect(env.URL)
    if (process.env.NODE_ENV !== 'production') shared.client = client
    export const db = drizzle(client, { schema })
    export const insert = createInsertSchema(other).omit({ id: true }).extend({ a: z.string() })
    export const update = insert.partial()
    export const lazily = again.object({ id: z.lazy(() => insert) })
    export const auth = betterAuth({ database: db, schema })
    export const find = cache(async (id: string) => db.select().from(other))
    export const handle = new Client(other)
    class Repository { constructor(private table: unknown) {} all() { return db.select().from(this.table) } }
    export const repository = new Repository(other)
    export class Exported { static table = other }
    export const id = nano.nanoid()
    export const flag = Boolean(process.env.FLAG) || process.env.OTHER === '1'
    export const url = process.env.URL ?? 'none'
    export const started = new Date()
    export const size = Number(process.env.SIZE) * 2
    export const enabled = [other].filter(() => process.env.X)
    export const { port, host } = env
    export const random = crypto.randomUUID()
    export const token = randomBytes(8).toString('hex')
    export const label = await import('zod').then((m) => m.z.string())
    const log = (table: unknown) => { console.log(table); if (process.env.X) return 'x'; return 'y' }
    export const logged = log(other)`
  const found = await lost(body, {
    ...packages,
    'env.ts': `import { createEnv } from '@acme/env'
      import { z } from 'zod'
      export const env = createEnv({ server: { URL: z.string() }, runtimeEnv: process.env })`,
    'zod.ts': `export * from 'zod'`,
    'tables.ts': `${imports}export const inner = pgTable('inner', { id: uuid('id') })`,
  })
  expect(found).toEqual([])
})

test.each([
  [
    'module.exports',
    `const { pgTable } = require('drizzle-orm/pg-core'); module.exports = { users: pgTable('users', {}) }`,
  ],
  [
    'exports.users',
    `const { pgTable } = require('drizzle-orm/pg-core'); exports.users = pgTable('users', {})`,
  ],
  [
    'module.exports.users',
    `const { pgTable } = require('drizzle-orm/pg-core'); module.exports.users = pgTable('users', {})`,
  ],
  ['export =', `import { pgTable } from 'drizzle-orm/pg-core'\nexport = { users: pgTable('users', {}) }`],
  ['a function that is handed exports', `__exportStar(require('./users'), exports)`],
])('CommonJS exports are a finding: %s', async (_name, text) => {
  const entry = await readSources(
    { 'a.cts': text, 'schema.ts': `${imports}${other}` },
    { files: ['a.cts', 'schema.ts'] },
  )
  expect(entry.findings.map(({ code, object }) => [code, object])).toEqual([['TEN105', 'a.cts']])
  expect(entry.findings[0]?.message).toContain('CommonJS exports are not read')
  expect(await lost(`export * from './a.cjs'`, { 'a.cjs': text })).toEqual(['re-exports'])
  expect(
    await lost(`import a, { users } from './a.cjs'\nexport { users }\nexport const t = a.t`, {
      'a.cjs': text,
    }),
  ).toEqual(['exports as t', 'exports as users'])
})

test('an object called exports, and names that only look like CommonJS, are none', async () => {
  const body = `const exports = { a: 1 }
    exports.a = 2
    export const x = { exports: 1, module: { exports: 2 } }.exports`
  expect(await lost(body)).toEqual([])
})

test('a name that two files export is a finding when it may be a table, since JavaScript exports neither', async () => {
  const stars = `export * from './a'\nexport * from './b'`
  const users = (name: string) => `${imports}export const users = pgTable('${name}', { id: uuid('id') })`
  const found = await lost(stars, { 'a.ts': users('users_a'), 'b.ts': users('users_b') })
  expect(found).toEqual(['exports as users'])
  const below = await lost(`export * from './index'`, {
    'index.ts': stars,
    'a.ts': users('users_a'),
    'b.ts': users('users_b'),
  })
  expect(below).toEqual(['exports as users'])
  const same = {
    'a.ts': `export { users } from './users'`,
    'b.ts': `export * from './users'`,
    'users.ts': users('u'),
  }
  expect(await lost(stars, same)).toEqual([])
  const hidden = `${stars}\nexport const users = pgTable('mine', { id: uuid('id') })`
  expect(await lost(hidden, { 'a.ts': users('users_a'), 'b.ts': users('users_b') })).toEqual([])
  const harmless = { 'a.ts': `export const size = 1`, 'b.ts': `export const size = 2` }
  expect(await lost(stars, harmless)).toEqual([])
})

test('a namespace that may have further names is spread with the gap', async () => {
  const { findings } = await readSources({
    'schema.ts': `${imports}import * as common from './common'
      export const t = pgTable('t', { ...common })`,
    'common.ts': `${imports}export * from 'extra'\nexport const id = uuid('id')`,
    ...installed('extra', { 'drizzle-orm': '*' }),
  })
  expect(findings.map(({ code, object }) => [code, object])).toEqual([['TEN103', 'public.t']])
})

test('an import for its effects that leads nowhere is a finding, one of a stylesheet is none', async () => {
  const { findings } = await readSources({
    'schema.ts': `import './nope'\nimport './style.css'\nimport 'server-only'\nimport type { X } from './types'\n${imports}${other}`,
  })
  expect(findings.map(({ code, where }) => [code, where?.line])).toEqual([['TEN103', 1]])
})

test('of a file with a syntax error nothing else is said', async () => {
  const { findings } = await readSources({
    'schema.ts': `${imports}export const a = pgTable('a', { id: uuid()\nexport const b = pgTable('b', { id: uuid() })\n${other}`,
  })
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['TEN102']))
})

test.each([
  ['UTF-16', Buffer.from(`\uFEFF${imports}${other}`, 'utf16le')],
  ['no text', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 0])],
])('a file in %s is one finding, that says so', async (_name, bytes) => {
  const { findings } = await readSources({ 'schema.ts': bytes as unknown as string })
  expect(findings.map(({ code, message }) => [code, message])).toEqual([
    ['TEN102', 'schema.ts is no text in UTF-8'],
  ])
})

test('an export that is nested too deeply to be looked through counts as a table', async () => {
  const chain = `${'.a'.repeat(3000)}`
  expect(await lost(`export const t = globalThis${chain}\nexport const u = exports`)).toContain(
    'exports as t',
  )
})

// Not a fixture: vitest's own module objects list names as the file declares them, which no Node.js does.
test('a namespace lists its names by their letters, as ECMA-262, 10.4.6.11 says', async () => {
  const { schema, findings } = await readSources({
    'schema.ts': `${imports}import * as common from './common'
      export const t = pgTable(Object.keys(common).join('_'), { ...common })`,
    'common.ts': `${imports}export const zone = text('zone')\nexport const id = uuid('id')\nexport const Area = text('area')`,
  })
  expect(findings).toEqual([])
  expect(schema.tables.map(({ name, columns }) => [name, columns.map(({ key }) => key)])).toEqual([
    ['Area_id_zone', ['Area', 'id', 'zone']],
  ])
})
