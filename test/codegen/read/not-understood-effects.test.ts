import { expect, test } from 'vitest'
import { readSources } from './read-sources.js'

const imports = `import { pgTable, text, uuid } from 'drizzle-orm/pg-core'\n`
const add = `function add() { columns.extra = text('extra') }`

test.each([
  ['a function that a condition calls', `${add}\nif (process.env.X) add()`],
  ['a function that a try calls', `${add}\ntry { add() } catch {}`],
  ['a function that another one calls', `${add}\nconst run = () => add()\nif (process.env.X) run()`],
  ['a function that is handed on', `${add}\nif (process.env.X) [1].forEach(add)`],
  ['another name', `if (process.env.X) { const alias = columns; alias.extra = text('extra') }`],
  [
    'an argument',
    `const extend = (to: any) => { to.extra = text('extra') }\nif (process.env.X) extend(columns)`,
  ],
  ['the right side of &&', `process.env.X && (columns.extra = text('extra'))`],
  ['the right side of ||', `process.env.X || Object.assign(columns, { extra: text('extra') })`],
  ['the right side of ??', `process.env.X ?? (columns.extra = text('extra'))`],
  ['a branch of a conditional', `process.env.X ? (columns.extra = text('extra')) : null`],
  [
    'Object.defineProperty',
    `Object.defineProperty(columns, 'extra', { value: text('extra'), enumerable: true })`,
  ],
  ['Reflect.set', `Reflect.set(columns, 'extra', text('extra'))`],
  ['a function of a package', `import { extend } from 'some-package'\nextend(columns)`],
  [
    'a constructor',
    `class Extend { constructor(to: any) { to.extra = text('extra') } }\nnew Extend(columns)`,
  ],
  ['a static block', `class Extend { static { columns.extra = text('extra') } }`],
  ['a namespace', `namespace Extend { columns.extra = text('extra') }`],
])('%s that may change columns is loud', async (_, code) => {
  const { schema, findings } = await readSources({
    'schema.ts': `${imports}const columns: any = { id: uuid('id') }\n${code}
export const a = pgTable('a', columns)
export const b = pgTable('b', { id: uuid('id') })`,
  })
  expect(findings.map(({ object, severity }) => [object, severity])).toEqual([['public.a', 'error']])
  expect(findings[0]?.message).toContain('which further columns public.a has')
  expect(schema.tables.map(({ name }) => name)).toEqual(['a', 'b'])
})

test.each([
  ['a condition that reads', `if (process.env.X) console.log(columns)`],
  ['a table that is used', `if (process.env.X) console.log(pgTable('x', {}), a)`],
  ['a choice between values', `export const name = process.env.X ? columns : 'x'`],
  [
    'a handle',
    `import { drizzle } from 'drizzle-orm/node-postgres'\nexport const db = drizzle(process.env.X, { schema: { a } })`,
  ],
])('%s changes nothing', async (_, code) => {
  const { findings } = await readSources({
    'schema.ts': `${imports}const columns: any = { id: uuid('id') }
export const a = pgTable('a', columns)\n${code}\nexport const b = pgTable('b', columns)`,
  })
  expect(findings).toEqual([])
})
