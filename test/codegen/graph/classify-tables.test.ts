import { describe, expect, test } from 'vitest'
import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import { classifyTables } from '../../../src/codegen/graph/classify-tables.js'
import { wholePlan } from '../../../src/codegen/whole-plan.js'
import type { Classifications } from '../../../src/model/classification.js'
import { defaultRoles } from '../../../src/model/settings.js'
import { readSources } from '../read/read-sources.js'
import { column, direct, root, schemaOf, table } from '../small-schema.js'

const company = table('company', null)
const member = table('member', null, { columns: [column('id'), column('company_id')] })
const sessions = table('session', null, { schema: 'auth' })
const tokens = table('token', null, { schema: 'auth' })
const schema = schemaOf(company, member, sessions, tokens)

const classify = (tables: Classifications, of = schema) => {
  const { schema: classified, findings } = classifyTables(of, tables)
  const kinds = classified.tables.map(({ name, mark }) => [name, mark?.kind ?? null])
  return { kinds: Object.fromEntries(kinds), codes: findings.map(({ code }) => code), findings, classified }
}

test('an entry marks the table that it names, in public unless it names a schema', () => {
  const { kinds, codes } = classify({
    company: { kind: 'root' },
    'auth.session': { kind: 'system' },
    'public.member': { kind: 'direct', tenant: 'company_id' },
  })
  expect(kinds).toEqual({ company: 'root', member: 'direct', session: 'system', token: null })
  expect(codes).toEqual([])
})

describe('of several entries for a table', () => {
  test('its name goes before a pattern, that before its schema, and that before all schemas, in any order', () => {
    const tables: Classifications = {
      '*.*': { kind: 'system' },
      'auth.*': { kind: 'shared' },
      'auth.tok*': { kind: 'direct', tenant: 'id' },
      company: { kind: 'root' },
    }
    const expected = { company: 'root', member: 'system', session: 'shared', token: 'direct' }
    expect(classify(tables).kinds).toEqual(expected)
    expect(classify(Object.fromEntries(Object.entries(tables).reverse())).kinds).toEqual(expected)
  })

  test('two of one rank that differ are an error, and the table stays unclassified', () => {
    const { kinds, codes } = classify({ 'auth.s*': { kind: 'system' }, 'auth.*n': { kind: 'shared' } })
    expect(kinds.session).toBeNull()
    expect(codes).toEqual(['TEN216'])
  })

  test('two of one rank that agree are none', () => {
    const { kinds, codes } = classify({ member: { kind: 'system' }, 'public.member': { kind: 'system' } })
    expect(kinds.member).toBe('system')
    expect(codes).toEqual([])
  })
})

test('a star stands for tables of public alone', () => {
  const { kinds } = classify({ '*': { kind: 'system' } })
  expect(kinds).toEqual({ company: 'system', member: 'system', session: null, token: null })
})

describe('a table that its source marks', () => {
  const marked = schemaOf(table('company', root), table('member', direct))

  test('agrees with an entry that says the same', () => {
    expect(classify({ member: { kind: 'direct', tenant: 'tenant_id' } }, marked).codes).toEqual([])
  })

  test.each<Classifications>([
    { member: { kind: 'system' } },
    { member: { kind: 'direct', tenant: 'other_id' } },
    { member: { kind: 'direct', tenant: 'tenant_id', shared: true } },
    { member: { kind: 'direct', tenant: 'tenant_id', onErase: { retain: 'the law' } } },
    { 'mem*': { kind: 'system' } },
  ])('disagrees with %j, and keeps its mark', (tables) => {
    const { kinds, codes } = classify(tables, marked)
    expect(codes).toEqual(['TEN215'])
    expect(kinds.member).toBe('direct')
  })

  test('goes before a default for its schema', () => {
    const { kinds, codes } = classify({ '*': { kind: 'system' } }, marked)
    expect(kinds).toEqual({ company: 'root', member: 'direct' })
    expect(codes).toEqual([])
  })
})

test.each([
  ['members', 'member'],
  ['auth.sesion', 'auth.session'],
  ['auth.x*', null],
])('an entry that matches nothing is an error with the nearest name: %s', (key, nearest) => {
  const { findings } = classify({ [key]: { kind: 'system' } })
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({ code: 'TEN214', severity: 'error', object: key })
  if (nearest !== null) expect(findings[0]?.fix).toContain(`did you mean "${nearest}"`)
})

test('every option arrives in the mark', () => {
  const { classified } = classify({
    company: { kind: 'root', status: 'state' },
    member: { kind: 'through', through: 'company_id', onErase: { anonymise: ['id'] } },
    'auth.session': { kind: 'identity', members: 'member', onErase: { retain: 'audit' } },
    'auth.token': { kind: 'direct', tenant: 'x', shared: true, onErase: 'delete' },
  })
  expect(classified.tables.map(({ mark }) => mark)).toEqual([
    { kind: 'root', status: 'state', onErase: { mode: 'delete' } },
    { kind: 'through', column: 'company_id', onErase: { mode: 'anonymise', columns: ['id'] } },
    {
      kind: 'identity',
      members: { schema: 'public', name: 'member' },
      onErase: { mode: 'retain', reason: 'audit' },
    },
    { kind: 'direct', column: 'x', shared: true, onErase: { mode: 'delete' } },
  ])
})

test('a table classified by the configuration is isolated by the same statements as one that is marked', async () => {
  const source = (imports: string, rootTable: string, tenantTable: string, option: string) => ({
    'schema.ts': `import { ${imports}, uuid } from 'drizzle-orm/pg-core'
      import { tenantRoot, tenantTable } from 'tenantry'
      export const company = ${rootTable}('company', { id: uuid('id').primaryKey() })
      export const person = ${tenantTable}('person', {
        companyId: uuid('company_id').notNull().references(() => company.id),
        id: uuid('id').primaryKey(),
        bossId: uuid('boss_id').references((): any => person.id),
      }${option})`,
  })
  const marked = await readSources(source('text', 'tenantRoot', 'tenantTable', ", { tenant: 'companyId' }"))
  const plain = await readSources(source('pgTable', 'pgTable', 'pgTable', ''))
  const classified = classifyTables(plain.schema, {
    company: { kind: 'root' },
    'per*': { kind: 'direct', tenant: 'company_id' },
  })
  const planOf = (of: typeof plain.schema) => wholePlan(buildGraph(of), defaultRoles)
  expect([...marked.findings, ...plain.findings, ...classified.findings]).toEqual([])
  expect(planOf(classified.schema)).toEqual(planOf(marked.schema))
  expect(planOf(classified.schema).statements.some(({ id }) => id === 'rls:public.person')).toBe(true)
})

test('what is wrong with an entry is said in the words of the entry', () => {
  const { classified } = classify({
    company: { kind: 'root' },
    member: { kind: 'direct', tenant: 'companyId' },
    'auth.*': { kind: 'system' },
  })
  const [finding] = buildGraph(classified).findings
  expect(finding).toMatchObject({ code: 'TEN206', object: 'public.member' })
  expect(finding?.fix).toContain('Correct the entry "member" of `tables` in tenantry.config.ts')
  expect(finding?.fix).toContain('id, company_id')
})

test('two stars are a whole schema, as one is', () => {
  const { kinds } = classify({ 'auth.**': { kind: 'system' }, 'auth.s*': { kind: 'shared' } })
  expect(kinds).toMatchObject({ session: 'shared', token: 'system' })
})
