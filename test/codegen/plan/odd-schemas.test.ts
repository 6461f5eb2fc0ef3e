import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quoteIdent, quoteName } from '../../../src/model/quote.js'
import type { ForeignKey, Schema, SchemaMark, Table } from '../../../src/model/schema.js'
import type { RoleNames } from '../../../src/model/settings.js'
import { child, column, direct, key, root, schemaOf, sharedRows, table } from '../small-schema.js'
import { type AppliedPlan, applyPlan, insertInto } from './applied-plan.js'

// Every schema here is isolated by its own plan on PGlite, as an owner who is no superuser, and then attacked.

const applied = (schema: Schema, rows: readonly string[], roles?: RoleNames): (() => AppliedPlan) => {
  let plan: AppliedPlan | undefined
  beforeAll(async () => {
    plan = await applyPlan(schema, { seed: rows.join(';\n'), ...(roles === undefined ? {} : { roles }) })
  })
  afterAll(() => plan?.close())
  return () => {
    if (plan === undefined) throw new Error('the plan is applied in beforeAll')
    return plan
  }
}

const whole = (name: string, notNull = true) => column(name, { type: 'integer', notNull })
const id = whole('id')
const tenants = table('tenants', root, { columns: [id] })
const bothTenants = [insertInto('tenants', { id: 1 }), insertInto('tenants', { id: 2 })]
const refused = expect.stringMatching(/^(42501|23503)$/)
const identity = (members: string): SchemaMark => ({
  kind: 'identity',
  members: { schema: 'public', name: members },
  onErase: { mode: 'delete' },
})
const pair = (from: readonly string[], to: string, columns: readonly string[]): ForeignKey => ({
  ...key('', to),
  columns: from,
  references: { schema: 'public', table: to, columns },
})

describe('a table that is called as policies call other tables’ rows', () => {
  const names = ['tenantry_parent', 'tenantry_target', 'tenantry_parent_0', 'tenantry_member_0'] as const
  const nodes = table('nodes', direct, {
    columns: [id, whole('tenant_id'), whole('parent_id', false), whole('leaf_id', false)],
    foreignKeys: [key('parent_id', 'nodes')],
  })
  const templates = table('templates', sharedRows, {
    columns: [id, whole('tenant_id', false), whole('parent_id', false)],
  })
  const leaves = table('leaves', child('parent_id'), {
    columns: [id, whole('parent_id'), whole('leaf_id', false)],
    foreignKeys: [key('parent_id', 'nodes')],
  })
  const asking = (name: string, parent: string) =>
    table(name, child('parent_id'), {
      columns: [id, whole('parent_id'), whole('leaf_id', false), whole('own_id', false)],
      foreignKeys: [key('parent_id', parent), key('leaf_id', 'leaves'), key('own_id', name)],
    })
  const below = (name: string) => `${name}_s`
  const underShared = names.map((name) => ({ ...asking(name, 'templates'), schema: below(name) }))
  const own = underShared.map((each) => ({
    ...each,
    foreignKeys: each.foreignKeys.map((one) =>
      one.references.table === each.name
        ? { ...one, references: { ...one.references, schema: each.schema } }
        : one,
    ),
  }))
  const open = applied(
    schemaOf(tenants, nodes, templates, leaves, ...names.map((name) => asking(name, 'nodes')), ...own),
    [
      ...bothTenants,
      insertInto('nodes', { id: 10, tenant_id: 1, parent_id: 10 }),
      insertInto('nodes', { id: 20, tenant_id: 2, parent_id: 20 }),
      insertInto('templates', { id: 10, tenant_id: 1, parent_id: 10 }),
      insertInto('templates', { id: 20, tenant_id: 2, parent_id: 20 }),
      insertInto('templates', { id: 30, tenant_id: null, parent_id: 30 }),
      insertInto('leaves', { id: 100, parent_id: 10, leaf_id: 100 }),
      insertInto('leaves', { id: 200, parent_id: 20, leaf_id: 200 }),
      ...names.flatMap((name) => [
        insertInto(name, { id: 1000, parent_id: 10, own_id: 1000 }),
        insertInto(name, { id: 2000, parent_id: 20, own_id: 2000 }),
        insertInto(`${below(name)}.${name}`, { id: 1000, parent_id: 10, own_id: 1000 }),
        insertInto(`${below(name)}.${name}`, { id: 2000, parent_id: 20, own_id: 2000 }),
        insertInto(`${below(name)}.${name}`, { id: 3000, parent_id: 30, own_id: 3000 }),
      ]),
    ],
  )

  it.each(names)('%s keeps its rows and its references inside the tenant', async (name) => {
    expect(await open().inside('1', `select id from ${name}`)).toEqual([{ id: 1000 }])
    const add = (row: Record<string, number>) =>
      open().inside('1', insertInto(name, { id: 1001, parent_id: 10, ...row }))
    expect(await add({ parent_id: 20 })).toEqual(refused)
    expect(await add({ leaf_id: 200 })).toEqual(refused)
    expect(await add({ own_id: 2000 })).toEqual(refused)
    expect(await add({ leaf_id: 100, own_id: 1000 })).toEqual([])
  })

  it.each(names)('%s below shared rows is read with them and written without them', async (name) => {
    const target = `${below(name)}.${name}`
    expect(await open().inside('1', `select id from ${target} order by id`)).toEqual([
      { id: 1000 },
      { id: 3000 },
    ])
    expect(await open().inside('1', `update ${target} set leaf_id = 100 returning id`)).toEqual([
      { id: 1000 },
    ])
    expect(await open().inside('1', insertInto(target, { id: 1001, parent_id: 30 }))).toEqual(refused)
    expect(await open().inside('1', insertInto(target, { id: 1001, parent_id: 10, own_id: 2000 }))).toEqual(
      refused,
    )
  })
})

describe('names with quotes, dots, percent signs, dollars and capitals', () => {
  const odd = `O'dd "S".ch%s $$ \\`
  const tail = `"a'.b%I $$ \\`
  const long = `Ünïcode ${'é'.repeat(26)}`
  const roles: RoleNames = {
    app: `App${tail}`,
    admin: `Admin${tail}`,
    lifecycle: `Life${tail}`,
    seal: `Seal${tail}`,
    logins: [`Login${tail}`],
  }
  const tenantColumn = `Te${tail}`
  const at = (name: string) => ({ schema: odd, name })
  const to = (from: string, name: string, rest: Partial<ForeignKey> = {}): ForeignKey => ({
    ...key(from, name),
    references: { ...at(name), table: name, columns: ['id'] },
    ...rest,
  })
  const mark = { ...direct, column: tenantColumn } as const
  const numbered = column('n%$$"', { type: 'serial' })
  const things = table(`Th${tail}`, mark, {
    ...at(`Th${tail}`),
    columns: [id, whole(tenantColumn), whole(`Th${tail}`, false), numbered],
    foreignKeys: [to(`Th${tail}`, `Th${tail}`, { onDelete: 'set null' })],
  })
  const parts = table(long, child(`Th${tail}`), {
    ...at(long),
    columns: [id, whole(`Th${tail}`), whole(long, false)],
    foreignKeys: [to(`Th${tail}`, `Th${tail}`), to(long, long)],
  })
  const root_ = { ...tenants, ...at('Tenants.%$$"') }
  const [T, P] = [quoteName(things), quoteName(parts)]
  const open = applied(
    schemaOf(root_, things, parts),
    [
      insertInto(quoteName(root_), { id: 1 }),
      insertInto(quoteName(root_), { id: 2 }),
      insertInto(T, { id: 10, [tenantColumn]: 1 }),
      insertInto(T, { id: 20, [tenantColumn]: 2 }),
      insertInto(P, { id: 100, [`Th${tail}`]: 10 }),
      insertInto(P, { id: 200, [`Th${tail}`]: 20 }),
    ],
    roles,
  )

  it('change nothing: rows and references stay inside their tenant', async () => {
    expect(await open().inside('1', `select id from ${T}`)).toEqual([{ id: 10 }])
    expect(await open().inside('1', `select id from ${P}`)).toEqual([{ id: 100 }])
    const thing = (row: Record<string, number>) => insertInto(T, { id: 11, [tenantColumn]: 1, ...row })
    const part = (row: Record<string, number>) => insertInto(P, { id: 101, [`Th${tail}`]: 10, ...row })
    expect(await open().inside('1', thing({}))).toEqual([])
    expect(await open().inside('1', thing({ [tenantColumn]: 2 }))).toEqual(refused)
    expect(await open().inside('1', thing({ [`Th${tail}`]: 20 }))).toEqual(refused)
    expect(await open().inside('1', part({ [long]: 100 }))).toEqual([])
    expect(await open().inside('1', part({ [long]: 200 }))).toEqual(refused)
    expect(await open().inside('1', part({ [`Th${tail}`]: 20 }))).toEqual(refused)
  })

  it('leave nobody a number of a sequence, nor the migrating role a membership', async () => {
    const sequence = `pg_get_serial_sequence('${T.replaceAll("'", "''")}', '${numbered.name}')`
    expect(
      await open().truth(
        `select has_sequence_privilege('public', ${sequence}, 'usage') as everybody, array(select m.roleid::regrole::text from pg_auth_members m where m.member = 'tenantry_owner'::regrole and (m.inherit_option or m.set_option)) as memberships`,
      ),
    ).toEqual([{ everybody: false, memberships: [] }])
    expect(quoteIdent(roles.seal)).toContain('""')
  })
})

describe.each([
  ['bigint', '9007199254740993', '9007199254740994'],
  ['text', "o'ne\\", 'two'],
  ['varchar(24)', 'org_1', 'org_2'],
] as const)('tenants with a key of type %s', (type, one, two) => {
  const key_ = column('id', { type })
  const rows = table('rows', direct, { columns: [id, column('tenant_id', { type })] })
  const parts = table('parts', child('row_id'), {
    columns: [id, whole('row_id')],
    foreignKeys: [key('row_id', 'rows')],
  })
  const open = applied(schemaOf(table('tenants', root, { columns: [key_] }), rows, parts), [
    insertInto('tenants', { id: one }),
    insertInto('tenants', { id: two }),
    insertInto('rows', { id: 10, tenant_id: one }),
    insertInto('rows', { id: 20, tenant_id: two }),
    insertInto('parts', { id: 100, row_id: 10 }),
    insertInto('parts', { id: 200, row_id: 20 }),
  ])

  it('see their own rows, add to them, and nothing of another', async () => {
    expect(await open().inside(one, 'select id from rows')).toEqual([{ id: 10 }])
    expect(await open().inside(one, 'select id from parts')).toEqual([{ id: 100 }])
    expect(await open().inside(one, insertInto('rows', { id: 11, tenant_id: one }))).toEqual([])
    expect(await open().inside(one, insertInto('rows', { id: 11, tenant_id: two }))).toEqual(refused)
    expect(await open().inside('', 'select id from rows')).toEqual(refused)
  })
})

describe('schemas of an unusual shape', () => {
  const rootTable = table('tenants', root, {
    columns: [id, whole('parent_id', false), whole('contact_id', false)],
    foreignKeys: [key('parent_id', 'tenants'), key('contact_id', 'contacts')],
  })
  const contacts = table('contacts', direct, { columns: [id, whole('tenant_id')] })
  const people = table('people', identity('memberships'), { columns: [id] })
  const bots = table('bots', identity('memberships'), { columns: [id] })
  const memberships = table('memberships', direct, {
    columns: [
      id,
      whole('tenant_id'),
      whole('person_id', false),
      whole('bot_id', false),
      whole('pref', false),
    ],
    foreignKeys: [key('person_id', 'people'), key('bot_id', 'bots'), key('pref', 'prefs')],
  })
  const prefs = table('prefs', child('member'), {
    columns: [id, whole('member'), whole('page', false)],
    foreignKeys: [key('member', 'memberships'), key('page', 'pages')],
  })
  const docs = table('docs', direct, {
    columns: [whole('tenant_id'), whole('no')],
    primaryKey: ['tenant_id', 'no'],
  })
  const pages = table('pages', child('doc_no'), {
    columns: [id, whole('org'), whole('doc_no'), whole('next', false)],
    foreignKeys: [pair(['org', 'doc_no'], 'docs', ['tenant_id', 'no']), key('next', 'pages')],
  })
  const links = table('links', child('from_page'), {
    columns: [id, whole('from_page'), whole('to_page'), whole('who', false)],
    foreignKeys: [key('from_page', 'pages'), key('to_page', 'pages'), key('who', 'people')],
  })
  // Both spell the function a_b_c_id2_may_refer, and the index order_item_page_tenant_id_tenant_idx.
  const nested = (schema: string, name: string, target: Table): Table => ({
    ...table(name, child('page')),
    schema,
    columns: [id, whole('page'), whole('twin', false)],
    foreignKeys: [
      key('page', 'pages'),
      { ...key('twin', name), references: { schema, table: target.name, columns: ['id'] } },
    ],
  })
  const first = nested('a', 'b_c', table('b_c', direct))
  const second = nested('a_b', 'c', table('c', direct))
  const order = table('order', direct, {
    columns: [id, whole('tenant_id'), whole('item_page', false)],
    foreignKeys: [key('item_page', 'pages')],
  })
  const orderItem = table('order_item', direct, {
    columns: [id, whole('tenant_id'), whole('page', false)],
    foreignKeys: [key('page', 'pages')],
  })
  const of = (tenant: number): readonly string[] => [
    insertInto('tenants', { id: tenant }),
    insertInto('contacts', { id: tenant * 10, tenant_id: tenant }),
    insertInto('people', { id: tenant * 10 }),
    insertInto('bots', { id: tenant * 10 }),
    insertInto('memberships', { id: tenant * 10, tenant_id: tenant, person_id: tenant * 10 }),
    insertInto('memberships', { id: tenant * 10 + 1, tenant_id: tenant, bot_id: tenant * 10 }),
    insertInto('docs', { tenant_id: tenant, no: 7 }),
    insertInto('pages', { id: tenant * 10, org: tenant, doc_no: 7 }),
    insertInto('shares', { id: tenant * 10, tenant_id: tenant, doc_no: 7 }),
    insertInto('links', { id: tenant * 10, from_page: tenant * 10, to_page: tenant * 10 }),
    insertInto('prefs', { id: tenant * 10, member: tenant * 10 }),
    insertInto('a.b_c', { id: tenant * 10, page: tenant * 10 }),
    insertInto('a_b.c', { id: tenant * 10 + 5, page: tenant * 10 }),
    insertInto('"order"', { id: tenant * 10, tenant_id: tenant }),
    insertInto('order_item', { id: tenant * 10, tenant_id: tenant }),
  ]
  // Keys that name a tenant column on one side only: a composite key beside them would hold it twice.
  const shares = table('shares', direct, {
    columns: [id, whole('tenant_id'), whole('source', false), whole('doc_no', false)],
    foreignKeys: [pair(['source', 'doc_no'], 'docs', ['tenant_id', 'no'])],
  })
  const open = applied(
    schemaOf(
      rootTable,
      shares,
      contacts,
      people,
      bots,
      memberships,
      prefs,
      docs,
      pages,
      links,
      first,
      second,
      order,
      orderItem,
    ),
    [...of(1), ...of(2), insertInto('bots', { id: 30 }), insertInto('people', { id: 30 })],
  )

  it.each(['contacts', 'people', 'bots', 'pages', 'links', 'prefs', 'a.b_c', '"order"', 'order_item'])(
    '%s shows the tenant its own rows alone',
    async (name) => {
      expect(await open().inside('1', `select id from ${name}`)).toEqual([{ id: 10 }])
      expect(await open().asLifecycle('2', `select id from ${name}`)).toEqual([{ id: 20 }])
    },
  )

  it.each([
    ['the root to another tenant', 'update tenants set parent_id = 2', 'update tenants set parent_id = 1'],
    ['the root to a row', 'update tenants set contact_id = 20', 'update tenants set contact_id = 10'],
    ['members to people', 'update memberships set person_id = 20', 'update memberships set person_id = 10'],
    ['members to bots', 'update memberships set bot_id = 20', 'update memberships set bot_id = 10'],
    ['members to a child of theirs', 'update memberships set pref = 20', 'update memberships set pref = 10'],
    ['a child to its members', 'update prefs set member = 20', 'update prefs set member = 11'],
    ['a child to another child', 'update prefs set page = 20', 'update prefs set page = 10'],
    ['by a key of two columns', 'update pages set org = 2', 'update pages set org = 1'],
    ['to itself', 'update pages set next = 20', 'update pages set next = 10'],
    ['by a key to a tenant column', 'update shares set source = 2', 'update shares set source = 1'],
    ['by the first path', 'update links set from_page = 20', 'update links set from_page = 10'],
    ['by the second path', 'update links set to_page = 20', 'update links set to_page = 10'],
    ['a child to a person', 'update links set who = 20', 'update links set who = 10'],
    ['one of two references of one name', 'update a.b_c set twin = 20', 'update a.b_c set twin = 10'],
    ['the other one of the name', 'update a_b.c set twin = 25', 'update a_b.c set twin = 15'],
    ['one of two keys of one name', 'update "order" set item_page = 20', 'update "order" set item_page = 10'],
    ['the other key of the name', 'update order_item set page = 20', 'update order_item set page = 10'],
  ])('refer %s only inside the tenant', async (_, theirs, ours) => {
    expect(await open().inside('1', theirs)).toEqual(refused)
    expect(await open().inside('1', `${ours} returning 1 as ok`)).toContainEqual({ ok: 1 })
  })

  it('restore every membership of an archive, whichever kind of member it names', async () => {
    const person = insertInto('memberships', { id: 18, tenant_id: 1, person_id: 30 })
    const bot = insertInto('memberships', { id: 19, tenant_id: 1, bot_id: 30 })
    expect(await open().asLifecycle('1', person)).toEqual([])
    expect(await open().asLifecycle('1', bot)).toEqual([])
    expect(await open().inside('1', person)).toEqual(refused)
    expect(await open().inside('1', bot)).toEqual(refused)
  })
})
