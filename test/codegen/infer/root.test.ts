import { describe, expect, it } from 'vitest'
import { inferTenancy } from '../../../src/codegen/infer/infer-tenancy.js'
import type { Table } from '../../../src/model/schema.js'
import { column, key, schemaOf } from '../small-schema.js'
import { member, optional, organization, plain, proposals, referring, user } from './unmarked.js'

const rootOf = (...tables: readonly Table[]) => {
  const { id, confidence } = inferTenancy(schemaOf(...tables)).root
  return { id, confidence }
}
const numbered = (count: number, to: string) =>
  Array.from({ length: count }, (_, index) => referring(`thing_${index}`, { [`${to}_id`]: to }))

describe('the root', () => {
  it.each(['organizations', 'Team', 'workspace', 'tenants', 'companies'])(
    '%s is found by its name, once a table refers to it',
    (name) => {
      const tables = [plain(name), referring('invoices', { owner_id: name })]
      expect(rootOf(...tables)).toEqual({ id: `public.${name}`, confidence: 'sure' })
      expect(rootOf(plain(name), plain('invoices')).id).toBeNull()
    },
  )

  it('is found by its members where the name says little, and not without them', () => {
    const members = referring('account_members', { account_id: 'accounts', user_id: 'user' })
    expect(rootOf(plain('accounts'), user, members, ...numbered(2, 'accounts')).id).toBe('public.accounts')
    expect(rootOf(plain('accounts'), user, ...numbered(2, 'accounts')).id).toBeNull()
  })

  it('is found by its members also when the people are not in the schema files, or have no foreign key', () => {
    const outside = { references: { schema: 'auth', table: 'users', columns: ['id'] } }
    const keyed = plain(
      'accounts_memberships',
      [column('account_id'), column('user_id')],
      [key('account_id', 'accounts'), key('user_id', 'users', outside)],
    )
    const named = plain('accounts_memberships', [column('account_id'), column('user_id')])
    for (const members of [keyed, named]) {
      expect(rootOf(plain('accounts'), members).id).toBe('public.accounts')
    }
    const invited = plain('accounts_memberships', [column('account_id'), column('invited_by_user_id')])
    expect(rootOf(plain('accounts'), invited).id).toBeNull()
  })

  it('is found under a prefix that all tables share, and in another schema than public', () => {
    const tables = ['organization', 'user', 'post', 'tag'].map((name) => plain(`app_${name}`))
    const post = referring('app_comment', { organization_id: 'app_organization' })
    expect(rootOf(...tables, post).id).toBe('public.app_organization')
    const invoices = referring('invoices', {}, [column('organization_id')])
    expect(rootOf({ ...organization, schema: 'auth' }, invoices).id).toBe('auth.organization')
  })

  it('is never people, however much refers to them', () => {
    expect(rootOf(user, ...numbered(30, 'user'))).toEqual({ id: null, confidence: 'doubtful' })
  })

  it('is never a table that has no key of one column, or one that no tenant id can have', () => {
    const invoices = referring('invoices', { organization_id: 'organization' })
    expect(rootOf({ ...organization, primaryKey: [] }, invoices).id).toBeNull()
    const dated = { ...organization, columns: [column('id', { type: 'timestamp' })] }
    expect(rootOf(dated, invoices).id).toBeNull()
  })

  it('is the upper one of two levels, and the lower is no rival', () => {
    const project = referring('project', { organization_id: 'organization' })
    const tables = [organization, user, member, project, ...numbered(12, 'project')]
    expect(rootOf(...tables)).toEqual({ id: 'public.organization', confidence: 'sure' })
    expect(
      rootOf(...tables, ...numbered(60, 'project').map((table, at) => ({ ...table, name: `more_${at}` }))),
    ).toEqual({
      id: 'public.organization',
      confidence: 'doubtful',
    })
  })

  it('is doubtful between two that are alike', () => {
    const tables = [plain('teams'), plain('companies')].flatMap((table) => [
      table,
      referring(`${table.name}_notes`, { owner_id: table.name }),
    ])
    const inference = inferTenancy(schemaOf(...tables))
    expect(inference.root).toMatchObject({ id: 'public.companies', confidence: 'doubtful' })
    expect(inference.root.candidates.map(({ id }) => id)).toEqual(['public.companies', 'public.teams'])
    expect(proposals(inference).companies).toMatchObject({
      is: 'root doubtful',
      because: '1 table refers to it and 1 lead there, but teams may be it as well',
    })
  })

  it('can be named, and the proposals follow', () => {
    const schema = schemaOf(user, referring('notes', { user_id: 'user' }))
    expect(proposals(inferTenancy(schema, { root: 'public.user' }))).toEqual({
      user: { is: 'root sure', column: 'id', because: 'named as the root' },
      notes: { is: 'direct sure', column: 'user_id', because: 'user_id references user.id, not null' },
    })
  })

  it('when there is none, leaves every table unclassified', () => {
    const schema = schemaOf(
      user,
      referring('notes', { user_id: 'user' }),
      plain('session', [column('token')]),
    )
    expect(Object.values(proposals(inferTenancy(schema))).map(({ is }) => is)).toEqual(
      Array.from({ length: 3 }, () => 'unclassified doubtful'),
    )
  })

  it('is found by columns without foreign keys, whatever they call the tenant', () => {
    for (const name of ['organization_id', 'organizationId', 'org_id', 'tenant_id']) {
      expect(rootOf(organization, plain('invoices', [column(name)]))).toEqual({
        id: 'public.organization',
        confidence: 'sure',
      })
    }
    expect(rootOf(organization, plain('invoices', [optional('customer_id')])).id).toBeNull()
  })
})
