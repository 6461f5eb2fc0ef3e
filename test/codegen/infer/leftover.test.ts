import { describe, expect, it } from 'vitest'
import { inferTenancy } from '../../../src/codegen/infer/infer-tenancy.js'
import type { Table } from '../../../src/model/schema.js'
import { column, schemaOf } from '../small-schema.js'
import { member, optional, organization, plain, proposals, referring, user } from './unmarked.js'

const invoices = referring('invoices', { organization_id: 'organization', plan_id: 'plans' })
const inferred = (...tables: readonly Table[]) =>
  proposals(inferTenancy(schemaOf(organization, user, member, invoices, ...tables)))

describe('a table that leads to no tenant', () => {
  it.each([
    referring('session', { user_id: 'user', 'active_organization_id?': 'organization' }, [column('token')]),
    referring('account', { user_id: 'user' }, [column('provider_id')]),
    plain('verification', [column('identifier'), column('value')]),
    referring('two_factor', { user_id: 'user' }),
    plain('jwks'),
    referring('oauth_access_token', { user_id: 'user' }),
    plain('migrations', [column('hash')]),
    plain('outbox_events'),
    plain('rate_limit_bucket'),
    { ...plain('job'), schema: 'pgboss' },
  ])('is machinery when it is one of a library: $name, and that is for a person to say', (table) => {
    expect(inferred(table)[table.name]).toMatchObject({ is: 'system doubtful' })
  })

  it('is no machinery by its name alone, and none with an owner', () => {
    const account = referring('account', { user_id: 'user' })
    const session = referring('session', { organization_id: 'organization' }, [column('token')])
    const result = inferred(account, session)
    expect([result.account?.is, result.session?.is]).toEqual(['unclassified doubtful', 'direct sure'])
  })

  it("is a person's, and no tenant's", () => {
    expect(inferred(referring('hotkeys', { user_id: 'user' })).hotkeys).toEqual({
      is: 'unclassified doubtful',
      because: "user_id references user: a person's rows, and a person may be in several tenants",
    })
  })

  it("is not a person's by its author, or beside a parent of which nothing is known", () => {
    const result = inferred(
      plain('cities'),
      referring('prices', { created_by: 'user' }),
      referring('visits', { user_id: 'user', city_id: 'cities' }),
    )
    expect(result.prices?.because).toBe('no column and no foreign key leads to organization')
    expect(result.visits?.because).toMatch(/^city_id references cities, of which it is not known/)
  })

  it('is held by the key of another: its row, or what all read', () => {
    expect(inferred(plain('plans')).plans).toEqual({
      is: 'unclassified doubtful',
      because: 'invoices.plan_id references it: rows of one tenant, or what all tenants read',
    })
  })

  it('has a column that is called like a key, and is none', () => {
    expect(inferred(plain('events', [column('invoice_id')])).events).toEqual({
      is: 'unclassified doubtful',
      because: 'invoice_id is called like a key of invoices, and is no foreign key',
    })
  })

  it('rests on one of which nothing is known', () => {
    expect(inferred(plain('cities'), referring('streets', { city_id: 'cities' })).streets).toEqual({
      is: 'unclassified doubtful',
      because: 'city_id references cities, of which it is not known whose rows it holds',
    })
  })

  it('has nothing at all that leads there', () => {
    expect(inferred(plain('prices', [optional('amount')])).prices).toEqual({
      is: 'unclassified doubtful',
      because: 'no column and no foreign key leads to organization',
    })
  })

  it('is never proposed as shared', () => {
    const tables = [plain('plans'), plain('countries'), plain('currencies'), plain('exchange_rates')]
    for (const { is } of Object.values(inferred(...tables))) expect(is).not.toMatch(/^shared/)
  })
})
