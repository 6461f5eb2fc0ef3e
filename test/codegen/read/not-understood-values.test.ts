import { expect, test } from 'vitest'
import { readSources } from './read-sources.js'

const imports = `import { sql } from 'drizzle-orm'
import { customType, foreignKey, index, pgTable, pgSchema, pgView, primaryKey, text, unique, uuid, varchar } from 'drizzle-orm/pg-core'
`
const read = async (body: string, more: Readonly<Record<string, string>> = {}) => {
  const { schema, findings } = await readSources({ 'schema.ts': `${imports}${body}`, ...more })
  return {
    findings,
    codes: findings.map(({ code }) => code),
    messages: findings.map(({ message }) => message).join('\n'),
    tables: schema.tables.map(({ name }) => name),
    columns: schema.tables.at(-1)?.columns.map(({ name }) => name),
  }
}

const table = (columns: string, extra = '[]') =>
  `export const a = pgTable('a', { id: uuid('id'), x: text('x'), ${columns} }, (t) => ${extra} as any)`

test.each([
  ['the length of a column', table(`y: varchar({ length: (uuid as any)('q').size })`), 'the column y of'],
  ['a length that is no constant', table(`y: varchar({ length: [3] as any })`), 'its length is no constant'],
  ['options that are no object', table(`y: varchar('y', (() => 3) as any)`), 'no plain object'],
  [
    'options of which not all are known',
    table(`y: varchar('y', { length: 3, ...globalThis.o })`),
    'globalThis',
  ],
  ['a name of an index that is no text', table('', `[index([1] as any).on(t.x)]`), 'an index of public.a'],
  [
    'a name of a key that is a number',
    table('', `[unique(1 as any).on(t.x)]`),
    'a unique constraint of public.a',
  ],
  ['a name of a unique column', table(`y: text().unique({} as any)`), 'the column y of public.a'],
  [
    'actions that are no object',
    table(`y: uuid().references(() => a.id, 'cascade' as any)`),
    'the foreign key of the column y',
  ],
  [
    'a condition that is not known',
    table('', `[index('i').on(t.x).where(process.env.X ? sql\`true\` : undefined)]`),
    'an index of public.a',
  ],
  [
    'a second primary key',
    table('', `[primaryKey({ columns: [t.id, t.x] }), primaryKey({ columns: [t.x] })]`),
    'the primary key of public.a',
  ],
  [
    'a property of a column that a piece of code may have changed',
    `const base = pgTable('base', { id: uuid() })\nif (process.env.X) base.id.name = 'y'
     ${table('y: text(base.id.name)')}`,
    'the column y of public.a',
  ],
])('%s is loud', async (_, body, lost) => {
  const { codes, messages, columns } = await read(body)
  expect(codes).toEqual(['TEN104'])
  expect(messages).toContain(lost)
  expect(columns?.slice(0, 2)).toEqual(['id', 'x'])
})

const columnsFrom = 'Object.fromEntries(names.map((name) => [name, text(name)]))'

test.each([
  ['a method that is not followed', `const names = ['a', 'b']\nnames.copyWithin(0, 1)`, columnsFrom],
  ['an order that is not known', `const names = ['b', 'a']\nnames.sort(globalThis.order)`, columnsFrom],
  ['a cut that is not known', `const names = ['a', 'b']\nnames.splice(0, globalThis.count)`, columnsFrom],
  ['a filling that is not known', `const names = ['a', 'b']\nnames.fill('x', globalThis.from)`, columnsFrom],
  [
    'a list with an unknown part, asked for an item',
    `const names = [...globalThis.more, 'a']`,
    '{ x: text(names[0]) }',
  ],
  [
    'a list with an unknown part, run through',
    `const names = ['a', ...globalThis.more], columns: any = { id: uuid() }
     names.forEach((name) => { columns[name] = text(name) })`,
    'columns',
  ],
  [
    'a list with an unknown part, reduced',
    `const names = ['a', ...globalThis.more], columns: any = { id: uuid() }
     names.reduce((all, name) => { columns[name] = text(name); return all }, 0)`,
    'columns',
  ],
  ['a list that may be joined', `const names = ['a'].concat(globalThis.more)`, columnsFrom],
  [
    'a set that is changed',
    `const names = new Set(['a', 'b'])\nnames.delete('a')`,
    `Object.fromEntries([...names].map((n) => [n, text(n)]))`,
  ],
  [
    'a set of things that are not known',
    `const names = new Set([globalThis.name])`,
    `{ x: text(String(names.size)) }`,
  ],
  [
    'an object that something may have been written over',
    `const given: any = { x: text('x'), ...globalThis.more }`,
    '{ x: given.x }',
  ],
  [
    'an object with another prototype',
    `const given: any = { __proto__: { x: text('x') } }`,
    '{ x: given.x }',
  ],
  ['what every object has', `const given: any = {}`, `given.toString ? { x: text() } : {}`],
  [
    'the columns of a table of which not all are known',
    `import { getTableColumns } from 'drizzle-orm'
     const hidden = pgTable('hidden', { id: uuid(), ...(process.env.X ? { extra: text() } : {}) })`,
    'Object.fromEntries(Object.keys(getTableColumns(hidden)).map((key) => [key, text(key)]))',
  ],
  [
    'an array to which properties are assigned',
    `const names = ['a']\nObject.assign(names, globalThis.more)`,
    columnsFrom,
  ],
  ['an enum with an unknown number', `enum N { a = globalThis.n, b }`, '{ x: text(String(N.b)) }'],
  ['a part of Object that is not followed', `const given = Object.groupBy([], () => 'x')`, 'given'],
  ['a random number', `const given = Math.random()`, '{ x: text(String(given)) }'],
  ['a column that drizzle loses the table over', ``, `{ ['__proto__']: text('x'), id: uuid() } as any`],
])('%s is loud', async (_, before, columns) => {
  const { codes } = await read(`${before}\nexport const a = pgTable('a', ${columns})
    export const b = pgTable('b', { id: uuid('id') })`)
  expect(codes.length).toBe(1)
  expect(['TEN104', 'TEN105']).toContain(codes[0])
})

test.each([
  ['process.env.TABLE', 'text(process.env.TABLE)'],
  ["process.env['TABLE']", "text(process.env['TABLE'])"],
  ['process.env', `text((({ TABLE }) => TABLE)(process.env))`],
  ['process', 'text((({ env }) => env.TABLE)(process))'],
])('%s is named as a whole, and as what depends on the environment', async (expression, column) => {
  const { messages } = await read(table(`y: ${column}`))
  expect(messages).toContain(`\`${expression}\` cannot be evaluated, it depends on the environment`)
})

const endless = [
  ['loops in loops', 'let n = 0\nfor (let i = 0; i < 9000; i++) for (let j = 0; j < 9000; j++) n = j'],
  ['a loop without an end', 'while (true) { while (true) {} }'],
  ['a loop without a condition', 'for (;;) {}'],
  [
    'a list that grows while a loop runs through it',
    `const list = ['a']\nfor (const each of list) list.push(each)`,
  ],
  ['a function that calls itself twice', 'const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2)\nconst n = f(40)'],
  [
    'an array that doubles',
    `let all: any[] = [1]\nfor (let i = 0; i < 60; i++) all = [...all, ...all]\nexport const t = pgTable(String(all.length), {})`,
  ],
  [
    'a text that doubles',
    `let all = 'x'\nfor (let i = 0; i < 60; i++) all = all + all\nexport const t = pgTable(all, {})`,
  ],
  ['a long text', `export const t = pgTable('x'.repeat(1e8), {})`],
] as const

test.each(endless)(
  '%s ends the reading of nothing else',
  async (_, code) => {
    const { codes, tables, findings } = await read(`export const before = pgTable('before', { id: uuid() })
    ${code}
    export const after = pgTable('after', { id: uuid() })`)
    expect(tables).toEqual(['after', 'before'])
    expect(codes.length).toBeGreaterThan(0)
    expect(findings.every(({ severity }) => severity === 'error')).toBe(true)
  },
  30_000,
)

test('what does not end says so, and where', async () => {
  const { findings } = await read(`export const a = pgTable('a', { id: uuid() })\nwhile (true) {}`)
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({ code: 'TEN104', where: { file: 'schema.ts', line: 4 } })
  expect(findings[0]?.message).toMatch(/what schema\.ts does is not read: .*does not end within/)
})

test('effects that are given up half-way are loud, whatever they would have changed', async () => {
  const { findings } = await read(`const columns: any = { id: uuid() }
    const grow = (n) => { if (n > 0) { grow(n - 1); grow(n - 1) } else columns.late = text() }
    grow(30)
    export const a = pgTable('a', columns)`)
  expect(findings.length).toBeGreaterThan(0)
})

test.each([
  ['parentheses', (n: number) => `const odd = ${'('.repeat(n)}1${')'.repeat(n)}`],
  ['objects', (n: number) => `const odd = ${'{a:'.repeat(n)}1${'}'.repeat(n)}`],
])('a file of deeply nested %s is a finding, and the other files are read', async (_, odd) => {
  const { schema, findings } = await readSources(
    {
      'schema.ts': `${imports}export const a = pgTable('a', { id: uuid() })`,
      'odd.ts': `${imports}${odd(20_000)}\nexport const b = pgTable('b', { id: uuid() })`,
    },
    { files: ['odd.ts', 'schema.ts'] },
  )
  expect(schema.tables.map(({ name }) => name)).toEqual(['a'])
  expect(findings.map(({ code, where }) => [code, where?.file])).toEqual([['TEN102', 'odd.ts']])
})

test.each([
  ['a sum of ten thousand', (n: number) => Array(n).fill('"a"').join(' + '), 10_000],
  ['a choice of ten thousand', (n: number) => Array(n).fill('undefined').join(' || '), 10_000],
])('%s is no finding in what is no table, and one where it names a column', async (_, odd, many) => {
  const constant = `const odd = ${odd(many)}`
  const unused = await read(`${constant}\nexport const a = pgTable('a', { id: uuid() })`)
  expect([unused.tables, unused.codes]).toEqual([['a'], []])
  const used = await read(`${constant}\nexport const a = pgTable('a', { id: uuid(), x: text(odd) })`)
  expect([used.tables, used.codes]).toEqual([['a'], ['TEN104']])
})

test('a chain of four thousand calls is a finding, and the rest is read', async () => {
  const { codes, tables } =
    await read(`export const a = pgTable('a', { id: text()${'.notNull()'.repeat(4000)} })
    export const b = pgTable('b', { id: uuid() })`)
  expect(tables).toEqual(['a', 'b'])
  expect(new Set(codes)).toEqual(new Set(['TEN104']))
})

test('a constant that leads through a thousand files is read, or told', async () => {
  const chain = Array.from({ length: 1000 }, (_, at) => [
    `f${at}.ts`,
    at === 999 ? `export const v = 'end'` : `import { v as w } from './f${at + 1}'\nexport const v = w`,
  ])
  const { codes, tables } = await read(
    `import { v } from './f0'\nexport const a = pgTable(v, { id: uuid() })\nexport const b = pgTable('b', { id: uuid() })`,
    Object.fromEntries(chain),
  )
  expect(tables).toContain('b')
  expect(tables.includes('end') || codes.length > 0).toBe(true)
})

test.each([
  ['an empty table name', `export const a = pgTable('', { id: uuid() })`, ['is empty']],
  ['NUL in a table name', `export const a = pgTable('x\\u0000y', { id: uuid() })`, ['"x\\u0000y"', 'NUL']],
  [
    'NUL in a column name',
    `export const a = pgTable('a', { id: uuid('a\\u0000') })`,
    ['the column "a\\u0000"'],
  ],
  [
    'a column under the empty key',
    `export const a = pgTable('a', { '': text() })`,
    ['the column ""', 'is empty'],
  ],
  ['64 letters', `export const a = pgTable('x'.repeat(64), { id: uuid() })`, ['64 bytes']],
  ['63 letters of more bytes', `export const a = pgTable('ä'.repeat(63), { id: uuid() })`, ['126 bytes']],
  ['a long column', `export const a = pgTable('a', { ['c'.repeat(70)]: uuid() })`, ['70 bytes']],
  [
    'a long schema',
    `export const a = pgSchema('s'.repeat(70)).table('a', { id: uuid() })`,
    ['the Postgres schema'],
  ],
  ['a long view', `export const a = pgView('v'.repeat(70), {}).existing()`, ['the view']],
])('%s is TEN108', async (_, body, says) => {
  const { codes, messages } = await read(`${body}\nexport const ok = pgTable('x'.repeat(63), { id: uuid() })`)
  expect(codes).toEqual(['TEN108'])
  for (const part of says) expect(messages).toContain(part)
})
