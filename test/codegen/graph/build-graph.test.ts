import { describe, expect, test } from 'vitest'
import { graphOf, summary } from './graph-of.js'

const root = `export const tenants = tenantRoot('tenants', { id: uuid('id').primaryKey(), status: tenantStatus() })
`
const build = async (source: string) => summary(await graphOf(source))

describe('ownership', () => {
  test('every kind of table has its owner', async () => {
    const graph = await graphOf(`${root}
      export const users = identityTable('users', { id: uuid('id').primaryKey() }, { members: () => memberships })
      export const memberships = tenantTable('memberships', { userId: uuid('user_id').references(() => users.id) })
      export const books = tenantTable('books', { id: uuid('id').primaryKey() }, { shared: true })
      export const pages = tenantChild('pages', { id: uuid('id').primaryKey(), bookId: uuid('book_id').references(() => books.id) }, { through: 'bookId' })
      export const notes = tenantChild('notes', { pageId: uuid('page_id').references(() => pages.id) }, { through: 'pageId', onErase: { retain: 'law' } })
      export const settings = tenantChild('settings', { owner: uuid('owner').references(() => tenants.id) }, { through: 'owner' })
      export const plans = sharedTable('plans', { id: text('id') })
      export const jobs = systemTable('jobs', { id: text('id') })`)
    const { ownership, findings } = summary(graph)
    expect(findings).toEqual([])
    expect(graph.root).toBe('public.tenants')
    expect(ownership).toMatchObject({
      tenants: { kind: 'root', column: 'id', status: 'status' },
      users: { kind: 'identity', members: 'public.memberships', key: { columns: ['user_id'] } },
      memberships: { kind: 'direct', column: 'tenant_id', shared: false },
      books: { kind: 'direct', column: 'tenant_id', shared: true },
      pages: { kind: 'through', path: ['book_id'], parent: 'public.books' },
      notes: {
        kind: 'through',
        path: ['page_id', 'book_id'],
        parent: 'public.pages',
        key: { columns: ['page_id'] },
      },
      settings: { kind: 'through', path: ['owner'], parent: 'public.tenants' },
      plans: { kind: 'shared' },
      jobs: { kind: 'system' },
    })
    expect(graph.tables.find(({ id }) => id === 'public.notes')?.onErase).toEqual({
      mode: 'retain',
      reason: 'law',
    })
    expect(graph.tables.map(({ id }) => id)).toEqual([...graph.tables.map(({ id }) => id)].sort())
  })

  test('a schema without marks has unclassified tables alone, and no word about a root', async () => {
    const graph = await graphOf(`export const a = pgTable('a', { id: uuid('id') })
      export const b = pgTable('b', { id: uuid('id') })`)
    expect(summary(graph)).toMatchObject({
      ownership: { a: { kind: 'unclassified' }, b: { kind: 'unclassified' } },
      findings: ['TEN201 public.a', 'TEN201 public.b'],
    })
    expect(graph.root).toBeNull()
  })

  test('a key of several columns leads to the parent when it holds the column', async () => {
    const { ownership, findings } = await build(`${root}
      export const books = tenantTable('books', { a: uuid('a'), b: uuid('b') }, (t) => [primaryKey({ columns: [t.a, t.b] })])
      export const pages = tenantChild('pages', { a: uuid('a'), b: uuid('b') },
        (t) => [foreignKey({ columns: [t.a, t.b], foreignColumns: [books.a, books.b] })], { through: 'b' })`)
    expect(findings).toEqual([])
    expect(ownership.pages).toMatchObject({
      path: ['b'],
      parent: 'public.books',
      key: { columns: ['a', 'b'] },
    })
  })

  test('of two keys on one column the one to an owned table is the path', async () => {
    const { ownership } = await build(`${root}
      export const kinds = sharedTable('kinds', { id: uuid('id').primaryKey() })
      export const books = tenantTable('books', { id: uuid('id').primaryKey() })
      export const pages = tenantChild('pages', { x: uuid('x').references(() => kinds.id).references(() => books.id) }, { through: 'x' })`)
    expect(ownership.pages).toMatchObject({ parent: 'public.books' })
  })

  test.each([
    ['the primary key', `(t) => [primaryKey({ columns: [t.tenantId, t.member] })]`],
    ['a unique constraint', `(t) => [unique().on(t.tenantId, t.member)]`],
    ['not null', `(t) => []`],
  ])('who is the member, and not who invited them, is told by %s', async (_name, extra) => {
    const { ownership, findings } = await build(`${root}
      export const users = identityTable('users', { id: uuid('id').primaryKey() }, { members: () => memberships })
      export const memberships = tenantTable('memberships', {
        invitedBy: uuid('invited_by').references(() => users.id), member: uuid('member').notNull().references(() => users.id) }, ${extra})`)
    expect(findings).toEqual([])
    expect(ownership.users).toMatchObject({ key: { columns: ['member'] } })
  })
})

describe('one finding for what is wrong', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      'an unclassified table',
      `${root} export const a = pgTable('a', { id: uuid('id') })`,
      'TEN201 public.a',
      'has no owner',
    ],
    [
      'a missing root',
      `export const a = tenantTable('a', { id: uuid('id') })`,
      'TEN202 schema',
      'no table is marked as the root',
    ],
    [
      'two roots',
      `${root} export const zoo = tenantRoot('zoo', { id: uuid('id').primaryKey() })`,
      'TEN203 public.zoo',
      'public.tenants (schema.ts:3)',
    ],
    [
      'a root without a primary key',
      `export const a = tenantRoot('a', { id: uuid('id') })`,
      'TEN204 public.a',
      'no primary key',
    ],
    [
      'a root with a key of two columns',
      `export const a = tenantRoot('a', { x: uuid('x'), y: uuid('y') }, (t) => [primaryKey({ columns: [t.x, t.y] })])`,
      'TEN204 public.a',
      '(x, y)',
    ],
    [
      'a root whose key no tenant id can be',
      `export const a = tenantRoot('a', { id: text('id').array().primaryKey() })`,
      'TEN204 public.a',
      'the type text[]',
    ],
    [
      'a tenant column of another type',
      `${root} export const a = tenantTable('a', { tenantId: integer('tenant_id').notNull() })`,
      'TEN204 public.a',
      'tenant_id of type integer, but the key public.tenants.id has the type uuid',
    ],
    [
      'a through column without a key',
      `${root} export const a = tenantChild('a', { x: uuid('x') }, { through: 'x' })`,
      'TEN205 public.a',
      'no foreign key on the column x',
    ],
    [
      'a through column that is missing',
      `${root} export const a = tenantChild('a', { x: uuid('x') }, { through: 'y' })`,
      'TEN205 public.a',
      'no column "y"',
    ],
    [
      'a child without a through column',
      `${root} export const a = tenantChild('a', { x: uuid('x') })`,
      'TEN205 public.a',
      'does not say which foreign key',
    ],
    [
      'a path to a shared table',
      `${root} export const s = sharedTable('s', { id: uuid('id') })
      export const a = tenantChild('a', { x: uuid('x').references(() => s.id) }, { through: 'x' })`,
      'TEN205 public.a',
      'public.s, which is a shared table',
    ],
    [
      'a path to a table that is not exported',
      `${root} const s = tenantTable('s', { id: uuid('id') })
      export const a = tenantChild('a', { x: uuid('x').references(() => s.id) }, { through: 'x' })`,
      'TEN205 public.a',
      'public.s, which the schema files do not export',
    ],
    [
      'a path that leads in a circle',
      `${root} export const a = tenantChild('a', { x: uuid('x').references(() => a.x) }, { through: 'x' })`,
      'TEN205 public.a',
      'public.a, then public.a',
    ],
    [
      'a tenant column that is missing',
      `${root} export const a = tenantTable('a', { x: uuid('x') }, { tenant: 'y' })`,
      'TEN206 public.a',
      'no column "y"',
    ],
    [
      'a tenant column that may be null',
      `${root} export const a = tenantTable('a', { tenantId: uuid('tenant_id') })`,
      'TEN206 public.a',
      'may be null',
    ],
    [
      'shared rows without a null',
      `${root} export const a = tenantTable('a', { tenantId: uuid('tenant_id').notNull() }, { shared: true })`,
      'TEN206 public.a',
      'is not null',
    ],
    [
      'people without a members table',
      `${root} export const a = identityTable('a', { id: uuid('id') })`,
      'TEN207 public.a',
      'does not say',
    ],
    [
      'a members table that is not exported',
      `${root} const m = tenantTable('m', { id: uuid('id') })
      export const a = identityTable('a', { id: uuid('id') }, { members: () => m })`,
      'TEN207 public.a',
      'do not export',
    ],
    [
      'a members table that belongs to nobody',
      `${root} export const m = sharedTable('m', { id: uuid('id') })
      export const a = identityTable('a', { id: uuid('id') }, { members: () => m })`,
      'TEN207 public.a',
      'is no tenantTable',
    ],
    [
      'a members table without a key to the people',
      `${root} export const m = tenantTable('m', { id: uuid('id') })
      export const a = identityTable('a', { id: uuid('id') }, { members: () => m })`,
      'TEN207 public.a',
      'no foreign key to it',
    ],
    [
      'a members table with two keys alike',
      `${root} export const m = tenantTable('m', { x: uuid('x').references(() => a.id), y: uuid('y').references(() => a.id) })
      export const a = identityTable('a', { id: uuid('id') }, { members: () => m })`,
      'TEN207 public.a',
      'by x and y',
    ],
    [
      'a reason that is empty',
      `${root} export const a = tenantTable('a', { id: uuid('id') }, { onErase: { retain: ' ' } })`,
      'TEN208 public.a',
      'gives no reason',
    ],
    [
      'a column to empty that is missing',
      `${root} export const a = tenantTable('a', { id: uuid('id') }, { onErase: { anonymise: ['email'] } })`,
      'TEN208 public.a',
      '"email"',
    ],
    [
      'no column to empty',
      `${root} export const a = tenantTable('a', { id: uuid('id') }, { onErase: { anonymise: [] } })`,
      'TEN208 public.a',
      'names no column',
    ],
    [
      'a tenant column that holds the public id',
      `export const t = tenantRoot('t', { id: uuid('id').primaryKey(), slug: text('slug').unique() })
      export const a = tenantTable('a', { slug: text('slug').notNull().references(() => t.slug) }, { tenant: 'slug' })`,
      'TEN209 public.a',
      'public.t.slug and not to public.t.id',
    ],
    [
      'a tenant column that refers to another table',
      `${root} export const s = sharedTable('s', { id: uuid('id') })
      export const a = tenantTable('a', { tenantId: uuid('tenant_id').notNull().references(() => s.id) })`,
      'TEN209 public.a',
      'public.s.id',
    ],
    [
      'two tables with one name',
      `${root} export const a = sharedTable('a', { id: uuid('id') }); export const b = sharedTable('a', { id: uuid('id') })`,
      'TEN210 public.a',
      'schema.ts:4',
    ],
    [
      'two columns with one name',
      `${root} export const a = tenantTable('a', { organizationId: uuid('tenant_id').notNull() })`,
      'TEN211 public.a',
      'the keys tenantId and organizationId',
    ],
    [
      'a status column that is missing',
      `export const t = tenantRoot('t', { id: uuid('id').primaryKey() }, { status: 'state' })`,
      'TEN212 public.t',
      'no column state',
    ],
  ]
  test.each(cases)('%s', async (_name, source, finding, message) => {
    const { findings, messages } = await build(source)
    expect(findings).toEqual([finding])
    expect(messages).toContain(message)
  })

  test('a child of a broken child says where the path ends', async () => {
    const { findings, messages } = await build(`${root}
      export const a = tenantChild('a', { id: uuid('id'), x: uuid('x') }, { through: 'x' })
      export const b = tenantChild('b', { a: uuid('a').references(() => a.id) }, { through: 'a' })`)
    expect(findings).toEqual(['TEN205 public.a', 'TEN205 public.b'])
    expect(messages).toContain('public.b leads to public.a, which has no foreign key on the column x')
  })

  test('a finding says what, why and what to do, and where', async () => {
    const { findings } = await graphOf(`${root}\nexport const a = pgTable('a', { id: uuid('id') })`)
    expect(findings[0]).toMatchObject({ severity: 'error', where: { file: 'schema.ts', line: 5 } })
    expect(findings[0]?.why).not.toBe('')
    expect(findings[0]?.fix).not.toBe('')
  })
})

describe('what is right', () => {
  test.each([
    [
      'text and varchar are one family',
      `tenantRoot('t', { id: varchar('id', { length: 24 }).primaryKey() })`,
      `text('tenant_id')`,
    ],
    [
      'a serial key is an integer',
      `tenantRoot('t', { id: serial('id').primaryKey() })`,
      `integer('tenant_id')`,
    ],
    [
      'a bigserial key is a bigint',
      `tenantRoot('t', { id: bigserial('id', { mode: 'bigint' }).primaryKey() })`,
      `bigint('tenant_id', { mode: 'number' })`,
    ],
  ])('%s', async (_name, tenants, column) => {
    const { findings } = await build(`export const t = ${tenants}
      export const a = tenantTable('a', { tenantId: ${column}.notNull().references(() => t.id) })`)
    expect(findings).toEqual([])
  })

  test("a tenant column may refer to another table's tenant column", async () => {
    const { findings } = await build(`${root}
      export const settings = tenantTable('settings', { tenantId: uuid('tenant_id').primaryKey().references(() => tenants.id) })
      export const flags = tenantTable('flags', { tenantId: uuid('tenant_id').notNull().references(() => settings.tenantId) })`)
    expect(findings).toEqual([])
  })
})
