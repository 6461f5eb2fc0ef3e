import { describe, expect, it } from 'vitest'
import { inferTenancy } from '../../../src/codegen/infer/infer-tenancy.js'
import type { Table } from '../../../src/model/schema.js'
import { column, key, schemaOf } from '../small-schema.js'
import { member, optional, organization, plain, proposals, referring, user } from './unmarked.js'

const invoices = referring('invoices', { organization_id: 'organization' })
const inferred = (...tables: readonly Table[]) =>
  proposals(inferTenancy(schemaOf(organization, user, member, invoices, ...tables)))
const alternativesOf = (table: Table, ...more: readonly Table[]) => {
  const { tables } = inferTenancy(schemaOf(organization, user, member, invoices, table, ...more))
  const found = tables.find(({ table: { name } }) => name === table.name)
  return found?.alternatives.map(({ classification }) => classification)
}

describe('a tenant column', () => {
  it('with a foreign key, not null, is sure', () => {
    expect(inferred().invoices).toEqual({
      is: 'direct sure',
      column: 'organization_id',
      because: 'organization_id references organization.id, not null',
    })
  })

  it('has whatever name its key has', () => {
    const subscriptions = referring('subscriptions', { reference_id: 'organization' })
    expect(inferred(subscriptions).subscriptions).toMatchObject({ is: 'direct sure', column: 'reference_id' })
  })

  it.each(['organization_id', 'organizationId'])(
    'without a foreign key is sure by the name %s and the type of the key',
    (name) => {
      expect(inferred(plain('notes', [column(name)])).notes).toEqual({
        is: 'direct sure',
        column: name,
        because: `${name} has the name and the type of a key to organization.id, without a foreign key, not null`,
      })
    },
  )

  it('without a foreign key is sure by the name that other tables use for theirs', () => {
    const tenants = ['a', 'b'].map((name) => referring(name, { owned_by_organization_id: 'organization' }))
    const notes = plain('notes', [column('owned_by_organization_id')])
    expect(inferred(...tenants, notes).notes).toMatchObject({
      is: 'direct sure',
      column: 'owned_by_organization_id',
    })
  })

  it('under the name of any tenant is doubtful in a schema that calls its own otherwise', () => {
    expect(inferred(plain('azure_apps', [column('tenant_id')])).azure_apps).toMatchObject({
      is: 'direct doubtful',
      because: expect.stringContaining('it may be a tenant of another system'),
    })
    const only = inferTenancy(schemaOf(organization, plain('azure_apps', [column('tenant_id')])))
    expect(proposals(only).azure_apps).toMatchObject({ is: 'direct sure' })
  })

  it('of another type than the key is doubtful, and the reason says both', () => {
    const notes = plain('notes', [column('organization_id', { type: 'text' })])
    expect(inferred(notes).notes).toEqual({
      is: 'direct doubtful',
      column: 'organization_id',
      because:
        'organization_id is called like a key of organization, has the type text where organization.id has uuid',
    })
  })

  it('that may be null as well as of another type says both', () => {
    const notes = plain('notes', [column('organization_id', { type: 'text', notNull: false })])
    expect(inferred(notes).notes?.because).toMatch(
      /^organization_id is called .*, has the type text where organization\.id has uuid, and may be null: /,
    )
  })

  it('may be text where the key is varchar: Postgres joins them', () => {
    const varchar = { ...organization, columns: [column('id', { type: 'varchar(26)' })] }
    const notes = plain('notes', [column('organization_id', { type: 'text' })])
    expect(proposals(inferTenancy(schemaOf(varchar, notes))).notes).toMatchObject({ is: 'direct sure' })
  })

  it('that may be null is doubtful: sloppy, for all, or from before there was a tenant', () => {
    const templates = referring('templates', { 'organization_id?': 'organization' })
    expect(inferred(templates).templates).toMatchObject({
      is: 'direct doubtful',
      column: 'organization_id',
      because: expect.stringMatching(/^organization_id references organization\.id, and may be null: /),
    })
    expect(alternativesOf(templates)).toEqual([{ kind: 'direct', tenant: 'organization_id', shared: true }])
  })

  it("that may be null beside a person's key is a tenant's or a person's", () => {
    const either = referring('api_keys', { 'organization_id?': 'organization', 'user_id?': 'user' })
    const personal = referring('prompts', { 'organization_id?': 'organization', user_id: 'user' })
    const authored = referring('posts', { 'organization_id?': 'organization', created_by: 'user' })
    const result = inferred(either, personal, authored)
    expect(result.api_keys?.because).toMatch(/a row is a tenant's or a person's \(user_id\)$/)
    expect(result.prompts?.because).toMatch(/a row is a person's \(user_id\), and a tenant's only sometimes$/)
    expect(result.posts?.because).not.toContain('person')
  })

  it('that may be null stays the proposal beside a path that is certain, which is offered first', () => {
    const lines = referring('lines', { 'organization_id?': 'organization', invoice_id: 'invoices' })
    expect(inferred(lines).lines).toMatchObject({
      is: 'direct doubtful',
      because: expect.stringContaining(
        'by invoice_id, not null, it could belong to the owner of its row of invoices',
      ),
    })
    expect(alternativesOf(lines)?.[0]).toEqual({ kind: 'through', through: 'invoice_id' })
  })

  it('is one of two that cannot be null: doubtful', () => {
    const shares = referring('shares', { organization_id: 'organization', owner_id: 'organization' })
    expect(inferred(shares).shares).toMatchObject({ is: 'direct doubtful', column: 'organization_id' })
    const relations = referring('relations', { parent_id: 'organization', child_id: 'organization' })
    expect(inferred(relations).relations).toMatchObject({
      is: 'direct doubtful',
      because: expect.stringMatching(/^parent_id and child_id relate rows of organization/),
    })
    expect(alternativesOf(relations)).toEqual([{ kind: 'direct', tenant: 'child_id' }])
  })

  it('is the plain one beside one that names another tenant', () => {
    const referrals = referring('referrals', {
      partner_organization_id: 'organization',
      organization_id: 'organization',
    })
    expect(inferred(referrals).referrals).toMatchObject({ is: 'direct sure', column: 'organization_id' })
  })

  it.each(['active_organization_id', 'lastOrganizationId', 'default_organization_id'])(
    'is not %s, which points to one of several',
    (name) => {
      for (const pointer of [name, `${name}?`]) {
        const settings = referring('settings', { [pointer]: 'organization' })
        expect(inferred(settings).settings).toMatchObject({
          is: 'unclassified doubtful',
          because: expect.stringContaining('does not say whose row this is'),
        })
      }
    },
  )

  it('is not an optional other tenant', () => {
    const deals = referring('deals', { 'partner_organization_id?': 'organization' })
    expect(inferred(deals).deals).toMatchObject({ is: 'unclassified doubtful' })
  })

  it('is doubtful when it is called like an author', () => {
    expect(inferred(referring('plans', { created_by: 'organization' })).plans).toMatchObject({
      is: 'direct doubtful',
      because: 'created_by references organization.id, not null, and by its name it need not be the owner',
    })
  })

  it('that is cleared when the tenant goes is doubtful, because the graph refuses it', () => {
    const actions = plain(
      'actions',
      [column('organization_id')],
      [key('organization_id', 'organization', { onDelete: 'set null' })],
    )
    expect(inferred(actions).actions).toMatchObject({
      is: 'direct doubtful',
      because: expect.stringMatching(/; it has a foreign key .* set null \(TEN213\)$/),
    })
  })

  it('goes before any path', () => {
    const lines = referring('lines', { invoice_id: 'invoices', organization_id: 'organization' })
    expect(inferred(lines).lines).toMatchObject({ is: 'direct sure', column: 'organization_id' })
  })

  it('stands in a composite key of another table as well', () => {
    const hosts = plain('hosts', [column('organization_id'), optional('label')], [], {
      primaryKey: ['organization_id', 'id'],
    })
    const runs = plain(
      'runs',
      [column('organization_id'), column('host_id')],
      [
        {
          ...key('organization_id', 'hosts'),
          columns: ['organization_id', 'host_id'],
          references: { schema: 'public', table: 'hosts', columns: ['organization_id', 'id'] },
        },
      ],
    )
    const result = inferred(hosts, runs)
    expect([result.hosts?.is, result.runs?.is]).toEqual(['direct sure', 'direct sure'])
  })
})
