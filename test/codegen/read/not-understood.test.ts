import { expect, test } from 'vitest'
import { readSources } from './read-sources.js'

const imports = `import { sql } from 'drizzle-orm'
import { foreignKey, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
`
/** The line of `text` that holds a marker: what a finding must point at. */
const lineOf = (text: string, marker: string) =>
  text.split('\n').findIndex((line) => line.includes(marker)) + 1

/** Reads one file, and gives the findings in short with the columns that were read all the same. */
const read = async (body: string, more: Readonly<Record<string, string>> = {}) => {
  const text = `${imports}${body}`
  const { schema, findings } = await readSources({ 'schema.ts': text, ...more })
  const tables = Object.fromEntries(schema.tables.map((table) => [table.name, table]))
  return { text, findings, tables, codes: findings.map(({ code }) => code) }
}

const columnsOf = (table: { readonly columns: readonly { readonly name: string }[] } | undefined) =>
  table?.columns.map(({ name }) => name)

test('a column that cannot be evaluated is a finding with its place, and the others are read', async () => {
  const { findings, tables, text } = await read(`
    export const users = pgTable('users', { id: uuid('id'), odd: text(process.env.NAME), last: text('last') })`)
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({ code: 'TEN104', severity: 'error', object: 'public.users' })
  expect(findings[0]?.message).toContain('the column odd of public.users is not read: `process.env.NAME`')
  expect(findings[0]?.where).toMatchObject({ file: 'schema.ts', line: lineOf(text, 'process.env') })
  expect(columnsOf(tables.users)).toEqual(['id', 'last'])
})

test('a type that cannot be evaluated leaves the column with the type unknown', async () => {
  const { codes, tables } = await read(`
    import { varchar, customType, pgEnum } from 'drizzle-orm/pg-core'
    const odd = customType({ dataType: () => globalThis.type })
    const list = pgEnum(globalThis.name, ['a'])
    export const users = pgTable('users', {
      a: varchar('a', { length: Number(globalThis.size) }), b: odd('b'), c: list('c'), d: text('d').array(globalThis.size) })`)
  expect(codes).toEqual(['TEN104', 'TEN104', 'TEN104', 'TEN104'])
  expect(tables.users?.columns.map(({ type }) => type)).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])
})

test('a spread that cannot be evaluated says that columns may be missing', async () => {
  const { findings, tables } = await read(`
    import { timestamps } from 'some-package'
    export const users = pgTable('users', { id: uuid('id'), ...timestamps })`)
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({ code: 'TEN103', object: 'public.users' })
  expect(findings[0]?.message).toContain('which further columns public.users has')
  expect(columnsOf(tables.users)).toEqual(['id'])
})

test('a method that drizzle does not have is a finding, and the column stays', async () => {
  const { findings, tables } = await read(`
    export const users = pgTable('users', { id: uuid('id').comment('x').notNull() })`)
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringContaining('the method comment of columns is not known'),
  ])
  expect(tables.users?.columns[0]).toMatchObject({ name: 'id', notNull: true })
})

test('a table without a known name is never a table called undefined', async () => {
  const { findings, tables } = await read(`
    export const users = pgTable(process.env.TABLE, { id: uuid('id') })
    export const posts = pgTable('posts', { id: uuid('id'), author: uuid('author').references(() => users.id) })`)
  expect(findings.map(({ code, object }) => [code, object])).toEqual([
    ['TEN105', 'schema.ts'],
    ['TEN104', 'public.posts'],
  ])
  expect(Object.keys(tables)).toEqual(['posts'])
})

test('a Postgres schema without a known name, and columns that are none, are TEN105', async () => {
  const { codes, tables } = await read(`
    import { pgSchema } from 'drizzle-orm/pg-core'
    const odd = pgSchema(globalThis.name)
    export const one = odd.table('one', { id: uuid('id') })
    export const two = pgTable('two', globalThis.columns)`)
  expect(codes).toEqual(['TEN105', 'TEN105'])
  expect(columnsOf(tables.two)).toEqual([])
})

test.each([
  [
    'a foreign key to a file that is missing',
    `import { other } from './missing'
    export const a = pgTable('a', { x: uuid('x').references(() => other.id) })`,
    'TEN103',
    'the foreign key of the column x',
  ],
  [
    'a foreign key to a name that is missing',
    `import { other } from './there'
    export const a = pgTable('a', { x: uuid('x').references(() => other.id) })`,
    'TEN103',
    'exports nothing called other',
  ],
  [
    'a foreign key to a package',
    `import { user } from '@acme/auth'
    export const a = pgTable('a', { x: uuid('x').references(() => user.id) })`,
    'TEN103',
    'the package @acme/auth is not read',
  ],
  [
    'a foreign key to a column that is missing',
    `
    export const a = pgTable('a', { x: uuid('x').references(() => a.nowhere) })`,
    'TEN104',
    'it leads to no known column',
  ],
  [
    'an action that is not known',
    `
    export const a = pgTable('a', { x: uuid('x').references(() => a.x, { onDelete: globalThis.action }) })`,
    'TEN104',
    'the foreign key',
  ],
  [
    'an action that Postgres does not have',
    `
    export const a = pgTable('a', { x: uuid('x').references(() => a.x, { onDelete: 'explode' }) })`,
    'TEN104',
    'none that Postgres has',
  ],
  [
    'columns of a declared key',
    `
    export const a = pgTable('a', { x: uuid('x') }, (t) => [foreignKey({ columns: [t.x, t.x], foreignColumns: [t.x] })])`,
    'TEN104',
    'as many columns',
  ],
  [
    'an index on a column that is missing',
    `
    export const a = pgTable('a', { x: uuid('x') }, (t) => [index('i').on(t.y)])`,
    'TEN104',
    'an index of public.a',
  ],
  [
    'a unique constraint on an expression',
    `
    export const a = pgTable('a', { x: uuid('x') }, (t) => [unique().on(sql\`lower(x)\`)])`,
    'TEN104',
    'a unique constraint of public.a',
  ],
  [
    'a primary key of unknown columns',
    `
    export const a = pgTable('a', { x: uuid('x') }, (t) => [primaryKey({ columns: globalThis.columns })])`,
    'TEN104',
    'the primary key of public.a',
  ],
  [
    'an extra config that cannot be evaluated',
    `import { extras } from 'some-package'
    export const a = pgTable('a', { x: uuid('x') }, extras)`,
    'TEN103',
    'an index or key of public.a',
  ],
  [
    'entries of an extra config that cannot be evaluated',
    `import { extras } from 'some-package'
    export const a = pgTable('a', { x: uuid('x') }, (t) => [index().on(t.x), ...extras(t)])`,
    'TEN103',
    'an index or key of public.a',
  ],
  [
    'a name that depends on the environment',
    `
    export const a = pgTable('a', { x: uuid('x') }, (t) => [index(process.env.X ? 'i' : 'j').on(t.x)])`,
    'TEN104',
    'an index of public.a',
  ],
])('%s is a finding that says what is lost, and the table is read', async (_name, body, code, lost) => {
  const { findings, tables } = await read(body, { 'there.ts': 'export const x = 1' })
  expect(findings.map((finding) => finding.code)).toEqual([code])
  expect(findings[0]?.message).toContain(lost)
  expect(columnsOf(tables.a)).toEqual(['x'])
})

test('an export that may be a table and is not understood is a finding', async () => {
  const { findings } = await read(
    `
    import { table } from 'some-package'
    import { made } from './there'
    import { gone } from './gone'
    export const a = table('a', { id: uuid('id') })
    export const b = process.env.X ? pgTable('b', { id: uuid('id') }) : null
    export const c = made
    export const d = gone('d')
    export const e = new Map([['x', pgTable('x', {})]]).get('x')
    export { user } from '@acme/auth'
    export * from './gone-too'
    export * from '@acme/billing'`,
    {
      'there.ts': `import { pgTable } from 'drizzle-orm/pg-core'
      export const made = (globalThis as any).wrap(pgTable('made', {}))`,
    },
  )
  const short = findings.map(
    ({ code, message }) => `${/exports as (\w+)|re-exports/.exec(message)?.[0]} ${code}`,
  )
  expect(short.sort()).toEqual([
    'exports as a TEN103',
    'exports as b TEN105',
    'exports as c TEN105',
    'exports as d TEN103',
    'exports as e TEN105',
    'exports as user TEN103',
    're-exports TEN103',
    're-exports TEN103',
  ])
})

test('spreads that lead through three thousand names are read, since they are computed in order', async () => {
  const steps = Array.from({ length: 3000 }, (_, index) => `const a${index + 1} = { ...a${index} }`)
  const { codes, tables } = await read(
    `const a0 = { id: uuid() }\n${steps.join('\n')}\nexport const t = pgTable('t', a3000)`,
  )
  expect(codes).toEqual([])
  expect(columnsOf(tables.t)).toEqual(['id'])
})

test.each([
  ['function calls', (n: number) => `const a${n} = () => { if (true) { return a${n - 1}() } }`, 'a3000()'],
])('%s that lead through three thousand names end in a finding, not in a crash', async (_name, step, end) => {
  const steps = Array.from({ length: 3000 }, (_, index) => step(index + 1))
  const { codes } = await read(
    `const a0 = () => ({ id: uuid() })\n${steps.join('\n')}\nexport const t = pgTable('t', ${end})`,
  )
  expect(codes).toEqual(['TEN105'])
})

test('a loop that cannot be run taints what it could change, and nothing else', async () => {
  const { findings, tables } = await read(`
    const columns = { id: uuid('id') }
    const other = { id: uuid('id') }
    for (const name of globalThis.names) columns[name] = text(name)
    if (globalThis.flag) { console.log(other) }
    export const a = pgTable('a', columns)
    export const b = pgTable('b', other)`)
  expect(findings.map(({ object }) => object)).toEqual(['public.a'])
  expect(Object.keys(tables)).toEqual(['a', 'b'])
})

test('a table that a piece of code may have changed is a finding', async () => {
  const { findings } = await read(`
    export const a = pgTable('a', { id: uuid('id') })
    if (globalThis.flag) a.enableRLS()`)
  expect(findings.map(({ code, object }) => [code, object])).toEqual([['TEN104', 'public.a']])
})

test.each([
  ['an assignment to a column', `a.x.notNull = true`],
  ['an assignment inside a function that is called', `patch(a.x)`],
  ['an assignment to a part of a column', `a.x.config.notNull = true`],
  ['an assignment to a part of a builder', `x.config.notNull = true`],
  ['a deletion', `delete a.x`],
])('%s, which the reader does not carry out, is a finding', async (_name, statement) => {
  const { findings, tables } = await read(`
    function patch(column) { column.primary = true }
    const x = text('x')
    if (globalThis.never === 1) {}
    ${statement.startsWith('x.') ? statement : ''}
    export const a = pgTable('a', { x })
    ${statement.startsWith('x.') ? '' : statement}`)
  expect(findings.map(({ code, object }) => [code, object])).toEqual([['TEN104', 'public.a']])
  expect(columnsOf(tables.a)).toEqual(['x'])
})

test('a file that is loaded only for a reference still counts for tables that were read before it', async () => {
  const { schema, findings } = await readSources({
    'schema.ts': `${imports}import { late } from './late'
      export const a = pgTable('a', { id: uuid('id') })
      export const b = pgTable('b', { id: uuid('id').references(() => late.id) })`,
    'late.ts': `${imports}import { a } from './schema'
      export const late = pgTable('late', { id: uuid('id') })
      a.enableRLS()
      a.id.primary = true`,
  })
  expect(schema.tables[0]).toMatchObject({ name: 'a', rls: true })
  expect(findings.map(({ object }) => object)).toEqual(['public.a'])
})

test('a function with a statement that is not run gives no half result', async () => {
  const { findings } = await read(`
    const columns = () => {
      const made = { id: uuid('id') }
      try { made.x = text('x') } catch { return {} }
      return made
    }
    export const a = pgTable('a', columns())`)
  expect(findings.map(({ code }) => code)).toEqual(['TEN105'])
})

test('recursion without end is a finding, and the reading ends', async () => {
  const { findings } = await read(`
    const f = (n) => f(n + 1)
    const x = () => y(), y = () => x()
    const self = { ...self, id: uuid('id') }
    export const a = pgTable('a', { id: f(0), other: x() })
    export const b = pgTable('b', self)`)
  expect(findings.map(({ code }) => code)).toEqual(['TEN104', 'TEN104', 'TEN104'])
})

test('a syntax error is a finding, and what stands around it is read', async () => {
  const { findings, tables } = await readSources({
    'schema.ts': `${imports}export const a = pgTable('a', { id: uuid('id') })\nconst = 3\nexport const b = pgTable('b', { id: uuid('id') })`,
  }).then(({ schema, findings }) => ({ findings, tables: schema.tables.map(({ name }) => name) }))
  expect(findings[0]).toMatchObject({ code: 'TEN102', where: { file: 'schema.ts', line: 4 } })
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['TEN102']))
  expect(tables).toEqual(['a', 'b'])
})

test('a missing file is a finding, and the other files are read', async () => {
  const { schema, findings } = await readSources(
    { 'schema.ts': `${imports}export const a = pgTable('a', { id: uuid('id') })` },
    { files: ['gone.ts', 'schema.ts'] },
  )
  expect(findings.map(({ code, object }) => [code, object])).toEqual([['TEN101', 'gone.ts']])
  expect(schema.tables.map(({ name }) => name)).toEqual(['a'])
})

test('a schema without tables is a finding', async () => {
  const { findings } = await readSources({ 'schema.ts': 'export const x = 1' })
  expect(findings.map(({ code }) => code)).toEqual(['TEN106'])
})

test('import cycles are followed to their end', async () => {
  const { schema, findings } = await readSources({
    'schema.ts': `import { text, pgTable } from 'drizzle-orm/pg-core'; import { b } from './b'; export * from './b'
      export const name = 'a'; export const a = pgTable(name, { x: text('x').references(() => b.x) })`,
    'b.ts': `import { text, pgTable } from 'drizzle-orm/pg-core'; import { a } from './schema'; export * from './schema'
      export const b = pgTable('b', { x: text('x').references(() => a.x) })`,
  })
  expect(findings).toEqual([])
  expect(schema.tables.map(({ foreignKeys }) => foreignKeys[0]?.references.table)).toEqual(['b', 'a'])
})

test('a chain of a thousand tables, each with a key to the next, is read', async () => {
  const tables = Array.from({ length: 1000 }, (_, index) => {
    const next = index === 999 ? '' : `.references(() => t${index + 1}.id)`
    return `export const t${index} = pgTable('t${index}', { id: uuid('id').primaryKey()${next} })`
  })
  const { schema, findings } = await readSources({ 'schema.ts': `${imports}${tables.join('\n')}` })
  expect(findings).toEqual([])
  expect(schema.tables).toHaveLength(1000)
  expect(schema.tables.filter(({ foreignKeys }) => foreignKeys.length === 1)).toHaveLength(999)
})

test('options of marks that are wrong or not known are findings', async () => {
  const { findings } = await readSources({
    'schema.ts': `import { uuid, text } from 'drizzle-orm/pg-core'
import { tenantRoot, tenantTable, tenantChild, identityTable, sharedTable, tenantStatus } from 'tenantry'
export const a = tenantRoot('a', { id: uuid('id'), s: tenantStatus('s'), t: tenantStatus('t') })
export const b = tenantTable('b', { id: uuid('id') }, { shared: false })
export const c = tenantTable('c', { id: uuid('id') }, { tenant: process.env.X })
export const d = sharedTable('d', { id: uuid('id') }, { onErase: 'keep' })
export const e = sharedTable('e', { id: uuid('id') }, { shared: true })
export const f = tenantChild('f', { id: uuid('id') }, { through: globalThis.x })
export const g = identityTable('g', { id: uuid('id') }, { members: () => nowhere })
export const h = tenantTable('h', { id: uuid('id') }, { onErase: { anonymise: [globalThis.x] } })
export const i = tenantTable('i', { id: uuid('id') }, globalThis.options)`,
  })
  expect(findings.map(({ code, object }) => `${object} ${code}`)).toEqual([
    'public.a TEN107',
    'public.b TEN107',
    'public.c TEN104',
    'public.d TEN107',
    'public.e TEN107',
    'public.f TEN104',
    'public.g TEN104',
    'public.h TEN104',
    ...findings.slice(8).map(() => 'public.i TEN104'),
  ])
  expect(findings.length).toBeGreaterThan(8)
})

test('reading twice gives the same bytes', async () => {
  const body = {
    'schema.ts': `${imports}export const a = pgTable('a', { id: uuid(globalThis.x), ...globalThis.y })`,
  }
  expect(JSON.stringify(await readSources(body))).toBe(JSON.stringify(await readSources(body)))
})

test('a view without a known name is TEN105, one with an option that is not known TEN104', async () => {
  const { findings, codes } = await read(`
    import { pgSchema, pgView } from 'drizzle-orm/pg-core'
    export const a = pgTable('a', { id: uuid('id') })
    export const one = pgView(globalThis.name).as((qb) => qb.select().from(a))
    export const two = pgView('two').with({ securityInvoker: globalThis.safe }).as((qb) => qb.select().from(a))
    export const three = pgSchema(globalThis.schema).view('three').existing()`)
  expect(codes).toEqual(['TEN105', 'TEN104', 'TEN105'])
  expect(findings[1]?.message).toContain('the option securityInvoker of public.two is not read')
})

test.each([
  ['a loop without an end', 'let i = 0; while (true) i += 1; columns.x = text(String(i))', 'does not end'],
  ['a loop whose condition is not known', 'while (globalThis.more) columns.x = text("x")', 'globalThis'],
  [
    'a switch over what is not known',
    'switch (globalThis.kind) { case 1: columns.x = text("x") }',
    'globalThis',
  ],
  ['a try block', 'try { columns.x = text(globalThis.name) } catch { columns.x = text("y") }', 'not run'],
  ['a type that is overridden by what is not known', 'columns.id.getSQLType = globalThis.type', 'globalThis'],
])('%s that may change columns is loud', async (_, statement, says) => {
  const { findings, tables } = await read(`
    const columns: any = { id: uuid('id') }
    ${statement}
    export const a = pgTable('a', columns)
    export const b = pgTable('b', { id: uuid('id') })`)
  expect(findings.map(({ object }) => object)).toContain('public.a')
  // Code that was given up is told of its file too: what else it would have done is not known.
  expect(findings.filter(({ object }) => object !== 'public.a' && object !== 'schema.ts')).toEqual([])
  expect(findings[0]?.message).toContain(says)
  expect(columnsOf(tables.b)).toEqual(['id'])
})
